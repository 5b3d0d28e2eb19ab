package dev.convoy.average;

import dev.convoy.optim.ScaledSchedule;
import java.util.Locale;

/**
 * How the learning rate depends on the number of workers. A scaled rate is reached by warm-up over
 * the first epoch.
 *
 * <p>Source: Krizhevsky, One weird trick for parallelizing convolutional neural networks, 2014.
 */
public enum RateScaling {
  /** The rate does not change. */
  NONE,
  /** The rate is multiplied by the square root of the number of workers. */
  SQRT;

  private static final float WARM_UP_EPOCHS = 1;

  /** Returns the constant of this name, in lower case. */
  public static RateScaling named(String name) {
    for (RateScaling scaling : values()) {
      if (scaling.toString().equals(name)) {
        return scaling;
      }
    }
    throw new IllegalArgumentException("scale-rate '" + name + "' must be none or sqrt");
  }

  /** The schedule for this number of workers. */
  public ScaledSchedule schedule(int workers) {
    float factor =
        switch (this) {
          case NONE -> 1;
          case SQRT -> (float) Math.sqrt(workers);
        };
    return factor == 1 ? ScaledSchedule.constant() : new ScaledSchedule(factor, WARM_UP_EPOCHS);
  }

  /** The name in options and files, in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
