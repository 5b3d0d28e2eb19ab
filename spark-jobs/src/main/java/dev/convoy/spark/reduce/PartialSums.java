package dev.convoy.spark.reduce;

import dev.convoy.spark.task.ParameterBroadcast;
import dev.convoy.spark.wire.ContributionRange;
import dev.convoy.spark.wire.PartialSum;
import dev.convoy.spark.wire.Receipt;
import dev.convoy.worker.ExactSum;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.Dependency;
import org.apache.spark.NarrowDependency;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;

/**
 * What each executor has to add to the sum, range by range: a partition for each executor, to be
 * computed there. It adds up the vectors that it keeps, in step, so that of those on disk only a
 * range is in memory. The sums are exact, so it does not matter who keeps which.
 */
final class PartialSums extends RDD<Tuple2<Integer, PartialSum>> {
  private static final long serialVersionUID = 1;

  private final RDD<ContributionRange> kept;
  private final ExecutorGroup[] groups;
  private final int range;

  private PartialSums(
      RDD<ContributionRange> kept,
      ExecutorGroup[] groups,
      int range,
      Seq<Dependency<?>> dependencies) {
    super(kept.context(), dependencies, ClassTag.apply(Tuple2.class));
    this.kept = kept;
    this.groups = groups;
    this.range = range;
  }

  /**
   * Of all vectors that have examples behind them.
   *
   * @param kept a partition for each worker
   * @param receipts what is known of them, in the order of workers
   * @param range number of floats of a range
   */
  static PartialSums of(RDD<ContributionRange> kept, List<Receipt> receipts, int range) {
    Map<String, List<Partition>> executors = new LinkedHashMap<>();
    for (int worker = 0; worker < receipts.size(); worker++) {
      if (receipts.get(worker).counted().examples() > 0) {
        executors
            .computeIfAbsent(receipts.get(worker).executor(), executor -> new ArrayList<>())
            .add(kept.partitions()[worker]);
      }
    }
    ExecutorGroup[] groups = new ExecutorGroup[executors.size()];
    int index = 0;
    for (Map.Entry<String, List<Partition>> own : executors.entrySet()) {
      groups[index] = new ExecutorGroup(index, own.getKey(), List.copyOf(own.getValue()));
      index++;
    }
    List<Dependency<?>> dependencies = List.of(new OfGroups(kept, groups));
    return new PartialSums(kept, groups, range, CollectionConverters.asScala(dependencies).toSeq());
  }

  /** Which vectors a group needs. */
  private static final class OfGroups extends NarrowDependency<ContributionRange> {
    private static final long serialVersionUID = 1;

    private final ExecutorGroup[] groups;

    OfGroups(RDD<ContributionRange> kept, ExecutorGroup[] groups) {
      super(kept);
      this.groups = groups;
    }

    @Override
    public Seq<Object> getParents(int group) {
      List<Object> workers = new ArrayList<>();
      groups[group].vectors().forEach(vector -> workers.add(vector.index()));
      return CollectionConverters.asScala(workers).toSeq();
    }
  }

  @Override
  public Partition[] getPartitions() {
    return groups.clone();
  }

  @Override
  public Seq<String> getPreferredLocations(Partition group) {
    return CollectionConverters.asScala(List.of(((ExecutorGroup) group).executor())).toSeq();
  }

  @Override
  public scala.collection.Iterator<Tuple2<Integer, PartialSum>> compute(
      Partition group, TaskContext context) {
    return CollectionConverters.asScala(parts((ExecutorGroup) group, context));
  }

  private Iterator<Tuple2<Integer, PartialSum>> parts(ExecutorGroup group, TaskContext context) {
    List<Iterator<ContributionRange>> vectors = new ArrayList<>();
    for (Partition vector : group.vectors()) {
      try {
        vectors.add(CollectionConverters.asJava(kept.iterator(vector, context)));
      } catch (ParameterBroadcast.GoneException e) {
        // An executor that hangs is asked once, not for each vector and in each attempt of a task.
        // Whoever adds up sees by the weights that something is missing, as if nothing had come.
        return Collections.emptyIterator();
      }
    }
    return new InStep(vectors, range);
  }

  /** One range of all vectors after the other. */
  private static final class InStep implements Iterator<Tuple2<Integer, PartialSum>> {
    private final List<Iterator<ContributionRange>> vectors;
    private final double[] work;
    private int next;

    InStep(List<Iterator<ContributionRange>> vectors, int range) {
      this.vectors = vectors;
      this.work = new double[range];
    }

    @Override
    public boolean hasNext() {
      return vectors.get(0).hasNext();
    }

    @Override
    public Tuple2<Integer, PartialSum> next() {
      ContributionRange first = vectors.get(0).next();
      return new Tuple2<>(next++, vectors.size() == 1 ? first : sum(first));
    }

    private PartialSum sum(ContributionRange first) {
      ExactSum sum = ExactSum.none(first.to() - first.from());
      first.addTo(sum, work);
      vectors.stream().skip(1).forEach(vector -> vector.next().addTo(sum, work));
      return new PartialSum.OfSeveral(sum);
    }
  }
}
