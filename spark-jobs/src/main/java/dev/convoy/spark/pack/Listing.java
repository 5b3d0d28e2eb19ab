package dev.convoy.spark.pack;

import dev.convoy.data.image.ImagePart;
import dev.convoy.data.image.ImageSource;
import dev.convoy.files.Digests;
import dev.convoy.spark.task.HadoopSettings;
import dev.convoy.spark.wire.ListedPart;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * The images of a split, listed once by tasks. The list stays on the executors; the driver knows
 * its length and its hash.
 */
public final class Listing implements AutoCloseable {
  /** More tasks would cost more than they gain. */
  private static final int MOST_TASKS = 20_000;

  private final JavaRDD<ListedPart> parts;
  private final JavaRDD<ListedPart> listed;
  private final String state;
  private final int count;

  /** Lists. */
  public Listing(JavaSparkContext spark, ImageSource source, HadoopSettings hadoop) {
    List<ListedPart> found = new ArrayList<>();
    source.parts().forEach(part -> found.add(new ListedPart(part)));
    this.parts = spark.parallelize(found, Math.max(1, Math.min(MOST_TASKS, found.size())));
    this.listed = parts.flatMap(new ListTask(hadoop)).persist(StorageLevel.MEMORY_AND_DISK());
    List<String> states = listed.map(new State()).collect();
    MessageDigest digest = Digests.sha256();
    states.forEach(each -> digest.update(each.getBytes(StandardCharsets.UTF_8)));
    this.state = HexFormat.of().formatHex(digest.digest());
    this.count = states.size();
  }

  /** Changes if the files do. */
  public String state() {
    return state;
  }

  /** Number of parts. */
  public int count() {
    return count;
  }

  /** The parts in order, spread evenly over tasks. */
  JavaRDD<ListedPart> spread() {
    return spread(Math.max(1, Math.min(MOST_TASKS, count)));
  }

  /** The parts in order, spread evenly over so many partitions. */
  public JavaRDD<ListedPart> spread(int partitions) {
    InOrder order = new InOrder(count, partitions);
    return listed
        .zipWithIndex()
        .mapToPair(Tuple2::swap)
        .repartitionAndSortWithinPartitions(order, new Ascending())
        .values();
  }

  /** Lets go of the list. */
  @Override
  public void close() {
    listed.unpersist(false);
  }

  /** Lists a part. */
  private record ListTask(HadoopSettings hadoop)
      implements FlatMapFunction<ListedPart, ListedPart> {
    @Override
    public Iterator<ListedPart> call(ListedPart given) throws IOException {
      List<ListedPart> found = new ArrayList<>();
      for (ImagePart part : given.part().listed(hadoop.storage())) {
        found.add(new ListedPart(part));
      }
      return found.iterator();
    }
  }

  private static final class State implements Function<ListedPart, String> {
    private static final long serialVersionUID = 1;

    @Override
    public String call(ListedPart given) {
      byte[] text = given.part().state().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(Digests.sha256().digest(text));
    }
  }

  /** Of indexes. */
  private static final class Ascending implements Comparator<Long>, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public int compare(Long a, Long b) {
      return Long.compare(a, b);
    }
  }

  /** Consecutive indexes in each partition. */
  private static final class InOrder extends Partitioner {
    private static final long serialVersionUID = 1;

    private final int count;
    private final int partitions;

    InOrder(int count, int partitions) {
      this.count = count;
      this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
      return partitions;
    }

    @Override
    public int getPartition(Object key) {
      return (int) ((Long) key * partitions / Math.max(1, count));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof InOrder same && same.count == count && same.partitions == partitions;
    }

    @Override
    public int hashCode() {
      return partitions;
    }
  }
}
