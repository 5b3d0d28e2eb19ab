package dev.convoy.evaluate;

import java.io.Serializable;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * How often a classifier took which class for which, and what follows for each class. What has
 * nothing to be a share of is undefined: the precision of a class that was never predicted, the
 * recall of one without examples, the F1 of one that is neither. A mean over classes is over those
 * where the value is defined, each with the same weight.
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

  /** Without any examples. */
  static ConfusionMatrix empty(int classes) {
    return new ConfusionMatrix(classes, new long[Math.multiplyExact(classes, classes)]);
  }

  /** Counts one example. */
  void add(int trueClass, int predicted) {
    counts[trueClass * classes + predicted]++;
  }

  /** The sum of two over the same classes. */
  ConfusionMatrix plus(ConfusionMatrix other) {
    long[] sum = counts.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other.counts[i];
    }
    return new ConfusionMatrix(classes, sum);
  }

  /** How many examples of {@code trueClass} were taken for {@code predicted}. */
  public long count(int trueClass, int predicted) {
    return counts[trueClass * classes + predicted];
  }

  /** Number of examples of a class. */
  public long support(int ofClass) {
    return IntStream.range(0, classes).mapToLong(predicted -> count(ofClass, predicted)).sum();
  }

  /** How many examples were taken for this class. */
  public long predicted(int asClass) {
    return IntStream.range(0, classes).mapToLong(trueClass -> count(trueClass, asClass)).sum();
  }

  /** Of the examples that were taken for this class, the share that are of it. */
  public OptionalDouble precision(int ofClass) {
    return share(count(ofClass, ofClass), predicted(ofClass));
  }

  /** Of the examples of this class, the share that were taken for it. */
  public OptionalDouble recall(int ofClass) {
    return share(count(ofClass, ofClass), support(ofClass));
  }

  /** The harmonic mean of precision and recall, 2 · hits / (examples + predictions). */
  public OptionalDouble f1(int ofClass) {
    return share(2 * count(ofClass, ofClass), support(ofClass) + predicted(ofClass));
  }

  /** The mean precision of the classes that have one. */
  public OptionalDouble meanPrecision() {
    return mean(this::precision);
  }

  /** The mean recall of the classes that have one. */
  public OptionalDouble meanRecall() {
    return mean(this::recall);
  }

  /** The mean F1 of the classes that have one. */
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
