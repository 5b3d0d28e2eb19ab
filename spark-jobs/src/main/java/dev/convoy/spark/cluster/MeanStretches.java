package dev.convoy.spark.cluster;

import dev.convoy.train.ExactSum;
import dev.convoy.train.Fold;
import dev.convoy.train.TrainingFailedException;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import scala.Tuple2;

/** Adds up what executors send, as it comes, and then divides one stretch after the other. */
final class MeanStretches implements Iterator<MeanStretch> {
  private final long examples;
  private final double[] work;
  private final Map<Integer, ExactSum> sums = new TreeMap<>();
  private final Iterator<Map.Entry<Integer, ExactSum>> complete;
  private boolean unreachable;

  /**
   * Adds up.
   *
   * @param fold which knows how long stretches are
   * @param examples behind all vectors together
   * @param arriving stretches by their indices, several of each
   */
  MeanStretches(DistributedFold fold, long examples, Iterator<Tuple2<Integer, Summand>> arriving) {
    this.examples = examples;
    this.work = new double[fold.stretch()];
    arriving.forEachRemaining(pair -> add(fold, pair._1(), pair._2()));
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
    } else {
      unreachable = true;
    }
  }

  @Override
  public boolean hasNext() {
    return unreachable || complete.hasNext();
  }

  @Override
  public MeanStretch next() {
    if (unreachable) {
      unreachable = false;
      return new MeanStretch(0, Optional.empty());
    }
    Map.Entry<Integer, ExactSum> stretch = complete.next();
    float[] mean = new float[stretch.getValue().length()];
    stretch.getValue().mean(examples, mean, 0);
    if (!Fold.isFinite(mean)) {
      throw new TrainingFailedException(
          "a parameter or gradient is no longer finite; try a lower learning rate");
    }
    return new MeanStretch(stretch.getKey(), Optional.of(mean));
  }
}
