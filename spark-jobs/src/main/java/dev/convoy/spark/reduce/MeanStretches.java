package dev.convoy.spark.reduce;

import dev.convoy.spark.wire.ContributionStretch;
import dev.convoy.spark.wire.MeanStretch;
import dev.convoy.spark.wire.Summand;
import dev.convoy.train.ExactSum;
import dev.convoy.train.Fold;
import dev.convoy.train.TrainingFailedException;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import scala.Tuple2;

/**
 * Adds up what executors send, as it comes, and then divides one stretch after the other. A stretch
 * to which a vector is missing has no mean: Spark may make what an executor sent again after others
 * have had it, and then nobody but those who still add up can see that it is not the same.
 */
final class MeanStretches implements Iterator<MeanStretch> {
  private final double[] work;
  private final Map<Integer, ExactSum> sums = new TreeMap<>();
  private final Iterator<Map.Entry<Integer, ExactSum>> complete;

  /**
   * Adds up.
   *
   * @param fold which knows how long stretches are
   * @param examples behind all vectors together
   * @param arriving stretches by their indices, several of each
   */
  MeanStretches(DistributedFold fold, long examples, Iterator<Tuple2<Integer, Summand>> arriving) {
    this.work = new double[fold.stretch()];
    arriving.forEachRemaining(pair -> add(fold, pair._1(), pair._2()));
    sums.values().removeIf(sum -> sum.weight() != examples);
    this.complete = sums.entrySet().iterator();
  }

  private void add(DistributedFold fold, int index, Summand summand) {
    if (summand instanceof ContributionStretch stretch) {
      stretch.addTo(sums.computeIfAbsent(index, i -> ExactSum.none(fold.length(i))), work);
    } else if (summand instanceof Summand.OfSeveral several) {
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
  public MeanStretch next() {
    Map.Entry<Integer, ExactSum> stretch = complete.next();
    float[] mean = new float[stretch.getValue().length()];
    stretch.getValue().mean(mean, 0);
    if (!Fold.isFinite(mean)) {
      throw new TrainingFailedException(
          "a parameter or gradient is no longer finite; try a lower learning rate");
    }
    return new MeanStretch(stretch.getKey(), mean);
  }
}
