package dev.convoy.average;

import dev.convoy.optim.ScaledSchedule;
import java.util.Locale;

/**
 * What more workers do to the learning rate. A rate that is multiplied is reached over the first
 * epoch.
 *
 * <p>Source: Krizhevsky, One weird trick for parallelizing convolutional neural networks, 2014.
 */
public enum RateScaling {
  /** Nothing. */
  NONE,
  /** It is multiplied by the square root of their number. */
  SQRT;

  private static final float WARM_UP_EPOCHS = 1;

  /** The one of this name, in lower case. */
  public static RateScaling named(String name) {
    for (RateScaling scaling : values()) {
      if (scaling.toString().equals(name)) {
        return scaling;
      }
    }
    throw new IllegalArgumentException("scale-rate '" + name + "' must be none or sqrt");
  }

  /** The schedule for so many workers. */
  public ScaledSchedule schedule(int workers) {
    float factor =
        switch (this) {
          case NONE -> 1;
          case SQRT -> (float) Math.sqrt(workers);
        };
    return factor == 1 ? ScaledSchedule.constant() : new ScaledSchedule(factor, WARM_UP_EPOCHS);
  }

  /** The name that users write. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
