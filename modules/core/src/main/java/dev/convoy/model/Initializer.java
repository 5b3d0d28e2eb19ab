package dev.convoy.model;

import dev.convoy.layer.ParameterSpec;
import dev.convoy.random.CounterRandom;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The distribution of initial weights; biases start at zero, scales at one. A value depends only on
 * the seed, its slot and its index.
 *
 * <p>Sources: Glorot and Bengio, Understanding the difficulty of training deep feedforward neural
 * networks, 2010; He et al., Delving Deep into Rectifiers, 2015.
 */
public enum Initializer {
  /** Normal with variance 2 / in. */
  HE_NORMAL,
  /** Uniform with variance 2 / in. */
  HE_UNIFORM,
  /** Normal with variance 2 / (in + out). */
  GLOROT_NORMAL,
  /** Uniform with variance 2 / (in + out). */
  GLOROT_UNIFORM;

  /** Returns the initializer of this name, such as {@code he-normal}. */
  public static Initializer named(String name) {
    return Arrays.stream(values())
        .filter(initializer -> initializer.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "initializer '" + name + "': unknown; known are " + known()));
  }

  private static String known() {
    return Arrays.stream(values()).map(Initializer::toString).collect(Collectors.joining(", "));
  }

  /** Makes the initial parameters of a model. */
  public float[] initialize(ParameterLayout layout, long seed) {
    float[] parameters = new float[layout.size()];
    for (int index = 0; index < layout.slots().size(); index++) {
      Slot slot = layout.slots().get(index);
      ParameterSpec.Role role = slot.spec().role();
      if (role instanceof ParameterSpec.Weight weight) {
        long key = CounterRandom.key(seed, index);
        double deviation = deviation(weight);
        for (int i = 0; i < slot.size(); i++) {
          parameters[slot.offset() + i] = (float) (deviation * draw(key, i));
        }
      } else {
        Arrays.fill(parameters, slot.offset(), slot.end(), start(role));
      }
    }
    return parameters;
  }

  private static float start(ParameterSpec.Role role) {
    if (role instanceof ParameterSpec.Statistic statistic) {
      return statistic.start();
    }
    return role instanceof ParameterSpec.Scale ? 1 : 0;
  }

  private double deviation(ParameterSpec.Weight weight) {
    return switch (this) {
      case HE_NORMAL, HE_UNIFORM -> Math.sqrt(2.0 / weight.fanIn());
      case GLOROT_NORMAL, GLOROT_UNIFORM -> Math.sqrt(2.0 / (weight.fanIn() + weight.fanOut()));
    };
  }

  /** Draws a value with mean 0 and variance 1. */
  private double draw(long key, int counter) {
    return switch (this) {
      case HE_NORMAL, GLOROT_NORMAL -> CounterRandom.gaussian(key, counter);
      case HE_UNIFORM, GLOROT_UNIFORM ->
          Math.sqrt(3) * (2.0 * CounterRandom.uniform(key, counter) - 1);
    };
  }

  /** The name in options and files, such as {@code he-normal}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
