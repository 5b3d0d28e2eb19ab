package dev.convoy.spark.predict;

import java.util.Comparator;
import java.util.stream.IntStream;

/** The classes with the largest outputs; of equal ones the first comes first. */
public final class TopClasses {
  private TopClasses() {}

  /** So many classes, the largest output first. */
  public static int[] of(float[] outputs, int count) {
    if (count == 1) {
      int best = 0;
      for (int c = 1; c < outputs.length; c++) {
        best = outputs[c] > outputs[best] ? c : best;
      }
      return new int[] {best};
    }
    return IntStream.range(0, outputs.length)
        .boxed()
        .sorted(Comparator.comparing((Integer c) -> -outputs[c]))
        .limit(count)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** The values of these classes. */
  static float[] values(float[] values, int[] classes) {
    float[] found = new float[classes.length];
    for (int i = 0; i < classes.length; i++) {
      found[i] = values[classes[i]];
    }
    return found;
  }
}
