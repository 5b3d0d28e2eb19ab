package dev.convoy.spark.reduce;

import dev.convoy.spark.task.SentParameters;
import dev.convoy.spark.wire.ContributionStretch;
import dev.convoy.spark.wire.Receipt;
import dev.convoy.spark.wire.Summand;
import dev.convoy.train.ExactSum;
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
 * What each executor has to add to the sum, stretch by stretch: a partition for each executor, to
 * be computed there. It adds up the vectors that it keeps, in step, so that of those on disk only a
 * stretch is in memory. The sums are exact, so it does not matter who keeps which.
 */
final class ExecutorSums extends RDD<Tuple2<Integer, Summand>> {
  private static final long serialVersionUID = 1;

  private final RDD<ContributionStretch> kept;
  private final ExecutorGroup[] groups;
  private final int stretch;

  private ExecutorSums(
      RDD<ContributionStretch> kept,
      ExecutorGroup[] groups,
      int stretch,
      Seq<Dependency<?>> dependencies) {
    super(kept.context(), dependencies, ClassTag.apply(Tuple2.class));
    this.kept = kept;
    this.groups = groups;
    this.stretch = stretch;
  }

  /**
   * Of all vectors that have examples behind them.
   *
   * @param kept a partition for each worker
   * @param receipts what is known of them, in the order of workers
   * @param stretch number of floats of a stretch
   */
  static ExecutorSums of(RDD<ContributionStretch> kept, List<Receipt> receipts, int stretch) {
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
    return new ExecutorSums(
        kept, groups, stretch, CollectionConverters.asScala(dependencies).toSeq());
  }

  /** Which vectors a group needs. */
  private static final class OfGroups extends NarrowDependency<ContributionStretch> {
    private static final long serialVersionUID = 1;

    private final ExecutorGroup[] groups;

    OfGroups(RDD<ContributionStretch> kept, ExecutorGroup[] groups) {
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
  public scala.collection.Iterator<Tuple2<Integer, Summand>> compute(
      Partition group, TaskContext context) {
    return CollectionConverters.asScala(summands((ExecutorGroup) group, context));
  }

  private Iterator<Tuple2<Integer, Summand>> summands(ExecutorGroup group, TaskContext context) {
    List<Iterator<ContributionStretch>> vectors = new ArrayList<>();
    for (Partition vector : group.vectors()) {
      try {
        vectors.add(CollectionConverters.asJava(kept.iterator(vector, context)));
      } catch (SentParameters.GoneException e) {
        // An executor that hangs is asked once, not for each vector and in each attempt of a task.
        // Whoever adds up sees by the weights that something is missing, as if nothing had come.
        return Collections.emptyIterator();
      }
    }
    return new InStep(vectors, stretch);
  }

  /** One stretch of all vectors after the other. */
  private static final class InStep implements Iterator<Tuple2<Integer, Summand>> {
    private final List<Iterator<ContributionStretch>> vectors;
    private final double[] work;
    private int next;

    InStep(List<Iterator<ContributionStretch>> vectors, int stretch) {
      this.vectors = vectors;
      this.work = new double[stretch];
    }

    @Override
    public boolean hasNext() {
      return vectors.get(0).hasNext();
    }

    @Override
    public Tuple2<Integer, Summand> next() {
      ContributionStretch first = vectors.get(0).next();
      return new Tuple2<>(next++, vectors.size() == 1 ? first : sum(first));
    }

    private Summand sum(ContributionStretch first) {
      ExactSum sum = ExactSum.none(first.to() - first.from());
      first.addTo(sum, work);
      vectors.stream().skip(1).forEach(vector -> vector.next().addTo(sum, work));
      return new Summand.OfSeveral(sum);
    }
  }
}
