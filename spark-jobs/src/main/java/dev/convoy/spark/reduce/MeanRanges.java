package dev.convoy.spark.reduce;

import dev.convoy.spark.wire.ContributionRange;
import dev.convoy.spark.wire.MeanRange;
import dev.convoy.spark.wire.PartialSum;
import dev.convoy.worker.ExactSum;
import dev.convoy.worker.Fold;
import dev.convoy.worker.TrainingFailedException;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import scala.Tuple2;

/**
 * Adds up what executors send, as it comes, and then divides one range after the other. A range to
 * which a vector is missing has no mean: Spark may make what an executor sent again after others
 * have had it, and then nobody but those who still add up can see that it is not the same.
 */
final class MeanRanges implements Iterator<MeanRange> {
  private final double[] work;
  private final Map<Integer, ExactSum> sums = new TreeMap<>();
  private final Iterator<Map.Entry<Integer, ExactSum>> complete;

  /**
   * Adds up.
   *
   * @param fold which knows how long ranges are
   * @param examples behind all vectors together
   * @param arriving ranges by their indices, several of each
   */
  MeanRanges(DistributedFold fold, long examples, Iterator<Tuple2<Integer, PartialSum>> arriving) {
    this.work = new double[fold.range()];
    arriving.forEachRemaining(pair -> add(fold, pair._1(), pair._2()));
    sums.values().removeIf(sum -> sum.weight() != examples);
    this.complete = sums.entrySet().iterator();
  }

  private void add(DistributedFold fold, int index, PartialSum part) {
    if (part instanceof ContributionRange range) {
      range.addTo(sums.computeIfAbsent(index, i -> ExactSum.none(fold.length(i))), work);
    } else if (part instanceof PartialSum.OfSeveral several) {
      ExactSum sum = sums.putIfAbsent(index, several.sum());
      if (sum != null) {
        sum.add(several.sum(), work);
      }
    }
  }

  @Override
  public boolean hasNext() {
    return complete.hasNext();
  }

  @Override
  public MeanRange next() {
    Map.Entry<Integer, ExactSum> range = complete.next();
    float[] mean = new float[range.getValue().length()];
    range.getValue().mean(mean, 0);
    if (!Fold.isFinite(mean)) {
      throw new TrainingFailedException(
          "a parameter or gradient is no longer finite; try a lower learning rate");
    }
    return new MeanRange(range.getKey(), mean);
  }
}
