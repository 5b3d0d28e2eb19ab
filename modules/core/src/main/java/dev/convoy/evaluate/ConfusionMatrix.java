package dev.convoy.evaluate;

import java.io.Serializable;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A confusion matrix and the metrics of each class. A metric with denominator 0 is undefined: the
 * precision of a class that was never predicted, the recall of a class without examples, the F1 of
 * a class with neither. Means over classes include only defined values, with equal weights.
 *
 * @param classes number of classes
 * @param counts {@code [true class][predicted class]}
 */
public record ConfusionMatrix(int classes, long[] counts) implements Serializable {
  /** Checks the number of counts. */
  public ConfusionMatrix {
    if (counts.length != (long) classes * classes) {
      throw new IllegalArgumentException(
          "confusion matrix: " + counts.length + " counts for " + classes + " classes");
    }
  }

  /** A matrix without examples. */
  static ConfusionMatrix empty(int classes) {
    return new ConfusionMatrix(classes, new long[Math.multiplyExact(classes, classes)]);
  }

  /** Counts one example. */
  void add(int trueClass, int predicted) {
    counts[trueClass * classes + predicted]++;
  }

  /** The sum of this matrix and another over the same classes. */
  ConfusionMatrix plus(ConfusionMatrix other) {
    long[] sum = counts.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other.counts[i];
    }
    return new ConfusionMatrix(classes, sum);
  }

  /** Number of examples of {@code trueClass} that were predicted as {@code predicted}. */
  public long count(int trueClass, int predicted) {
    return counts[trueClass * classes + predicted];
  }

  /** Number of examples of a class. */
  public long support(int ofClass) {
    return IntStream.range(0, classes).mapToLong(predicted -> count(ofClass, predicted)).sum();
  }

  /** Number of examples that were predicted as this class. */
  public long predicted(int asClass) {
    return IntStream.range(0, classes).mapToLong(trueClass -> count(trueClass, asClass)).sum();
  }

  /** The precision: the share of correct predictions among predictions of this class. */
  public OptionalDouble precision(int ofClass) {
    return share(count(ofClass, ofClass), predicted(ofClass));
  }

  /** The recall: the share of this class's examples that were predicted correctly. */
  public OptionalDouble recall(int ofClass) {
    return share(count(ofClass, ofClass), support(ofClass));
  }

  /**
   * The F1 score, the harmonic mean of precision and recall: 2 · correct / (examples +
   * predictions).
   */
  public OptionalDouble f1(int ofClass) {
    return share(2 * count(ofClass, ofClass), support(ofClass) + predicted(ofClass));
  }

  /** The mean precision of the classes for which it is defined. */
  public OptionalDouble meanPrecision() {
    return mean(this::precision);
  }

  /** The mean recall of the classes for which it is defined. */
  public OptionalDouble meanRecall() {
    return mean(this::recall);
  }

  /** The mean F1 of the classes for which it is defined. */
  public OptionalDouble meanF1() {
    return mean(this::f1);
  }

  private OptionalDouble mean(IntFunction<OptionalDouble> ofClass) {
    return IntStream.range(0, classes)
        .mapToObj(ofClass)
        .flatMapToDouble(OptionalDouble::stream)
        .average();
  }

  private static OptionalDouble share(long part, long whole) {
    return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
  }
}
