package dev.convoy.average;

import java.io.Serializable;
import java.util.List;

/**
 * The driver's update of the parameters from the mean of the replicas.
 *
 * <p>Sources: Povey et al., Parallel training of DNNs with natural gradient and parameter
 * averaging, 2015 (average); Wang et al., SlowMo, 2020, and Douillard et al., DiLoCo, 2023
 * (Nesterov momentum).
 */
public sealed interface OuterUpdate extends Serializable {
  /** Number of floats in the state; all are zero before the first round. */
  int stateSize(int parameters);

  /**
   * Replaces {@code mean} by the parameters of the next round. Values of the mean and the state
   * after the first {@code trained} ones are left unchanged.
   *
   * @param trained number of trained parameters; running statistics are means already
   * @param broadcast the parameters that the round started from, read only
   * @param mean the replicas' mean, overwritten
   * @param state read and overwritten
   */
  void apply(int trained, float[] broadcast, float[] mean, float[] state);

  /** The text that {@link #parse} reads. */
  String text();

  /** Uses the mean itself. */
  record Average() implements OuterUpdate {
    @Override
    public int stateSize(int parameters) {
      return 0;
    }

    @Override
    public void apply(int trained, float[] broadcast, float[] mean, float[] state) {}

    @Override
    public String text() {
      return "average";
    }
  }

  /**
   * Nesterov momentum on the delta d = mean − broadcast: v ← momentum · v + d; next = broadcast +
   * rate · (d + momentum · v).
   *
   * @param rate above 0
   * @param momentum at least 0 and below 1
   */
  record Nesterov(float rate, float momentum) implements OuterUpdate {
    /** Checks the bounds. */
    public Nesterov {
      if (!(rate > 0 && rate < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "outer nesterov: rate " + rate + " must be above 0 and finite");
      }
      if (!(momentum >= 0 && momentum < 1)) {
        throw new IllegalArgumentException(
            "outer nesterov: momentum " + momentum + " must be at least 0 and below 1");
      }
    }

    @Override
    public int stateSize(int parameters) {
      return parameters;
    }

    @Override
    public void apply(int trained, float[] broadcast, float[] mean, float[] state) {
      for (int i = 0; i < trained; i++) {
        float delta = mean[i] - broadcast[i];
        float velocity = Math.fma(momentum, state[i], delta);
        state[i] = velocity;
        mean[i] = Math.fma(rate, Math.fma(momentum, velocity, delta), broadcast[i]);
      }
    }

    @Override
    public String text() {
      return "nesterov:" + rate + "," + momentum;
    }
  }

  /**
   * Reads {@code average} or {@code nesterov[:rate[,momentum]]}; the defaults are rate 1 and
   * momentum 0.5.
   */
  static OuterUpdate parse(String text) {
    String[] parts = text.split(":", 2);
    List<String> values = parts.length == 1 ? List.of() : List.of(parts[1].split(",", -1));
    try {
      if (text.equals("average")) {
        return new Average();
      }
      if (parts[0].equals("nesterov") && values.size() <= 2) {
        return new Nesterov(
            values.isEmpty() ? 1f : Float.parseFloat(values.get(0)),
            values.size() < 2 ? 0.5f : Float.parseFloat(values.get(1)));
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(rule(text), e);
    }
    throw new IllegalArgumentException(rule(text));
  }

  private static String rule(String text) {
    return "outer '" + text + "' must be average or nesterov[:rate[,momentum]]";
  }
}
