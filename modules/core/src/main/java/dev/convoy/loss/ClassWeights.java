package dev.convoy.loss;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Weights that multiply the losses of each class's examples. Their mean over the training examples
 * is 1, so a batch's loss remains a mean over its examples: it is divided by their number, not by
 * the sum of their weights.
 *
 * @param text the text that {@link #parse} reads
 * @param factors one for each class; empty if all are 1
 */
public record ClassWeights(String text, List<Float> factors) implements Serializable {
  /** Equal weights for all classes. */
  public static final ClassWeights NONE = new ClassWeights("none", List.of());

  private static final String BALANCED = "balanced";

  /** Copies the list. */
  public ClassWeights {
    factors = List.copyOf(factors);
  }

  /** Whether the text means {@link #NONE}, for which no examples need to be counted. */
  public static boolean isNone(String text) {
    return text.equals(NONE.text());
  }

  /**
   * Reads {@code balanced}, which gives every class that has examples the same total weight, or one
   * weight for each class, separated by commas.
   *
   * @param counts number of training examples of each class
   */
  public static ClassWeights parse(String text, long[] counts) {
    double[] weights =
        text.equals(BALANCED)
            ? Arrays.stream(counts).mapToDouble(count -> count == 0 ? 0 : 1.0 / count).toArray()
            : numbers(text, counts.length);
    double sum = 0;
    for (int c = 0; c < counts.length; c++) {
      sum += counts[c] * weights[c];
    }
    if (sum == 0) {
      throw new IllegalArgumentException(
          "class-weights '" + text + "': a class with examples must have a weight above 0");
    }
    long examples = Arrays.stream(counts).sum();
    List<Float> factors = new ArrayList<>();
    for (double weight : weights) {
      factors.add((float) (weight * examples / sum));
    }
    return new ClassWeights(text, factors);
  }

  private static double[] numbers(String text, int classes) {
    String rule =
        "class-weights '"
            + text
            + "' must be none, balanced or "
            + classes
            + " finite numbers of at least 0, one for each class of the data";
    double[] weights;
    try {
      weights = Arrays.stream(text.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(rule, e);
    }
    boolean fit = Arrays.stream(weights).allMatch(weight -> weight >= 0 && weight < 1e30);
    if (!fit || weights.length != classes) {
      throw new IllegalArgumentException(rule);
    }
    return weights;
  }

  /** The weight of a class. */
  double factor(int label) {
    return factors.isEmpty() ? 1 : factors.get(label);
  }
}
