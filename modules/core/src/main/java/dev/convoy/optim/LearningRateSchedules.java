package dev.convoy.optim;

import java.util.List;
import java.util.function.Supplier;

/** Parses learning-rate schedules. */
public final class LearningRateSchedules {
  private static final float COSINE_END = 0;
  private static final float ONE_CYCLE_RISE = 0.3f;
  private static final float PLATEAU_FACTOR = 0.1f;
  private static final int PLATEAU_PATIENCE = 3;
  private static final String RULE =
      "must be constant, step:E,F, milestones:E,…,F, exponential:F, cosine[:end], one-cycle[:rise]"
          + " or plateau[:F[,patience]], such as step:30,0.1";

  private LearningRateSchedules() {}

  /**
   * Reads {@code constant}, {@code step:E,F}, {@code milestones:E,…,F}, {@code exponential:F},
   * {@code cosine[:end]}, {@code one-cycle[:rise]} or {@code plateau[:F[,patience]]}. The defaults
   * are end 0, rise 0.3, factor 0.1 and patience 3.
   *
   * @param epochs length of the run
   */
  public static LearningRateSchedule parse(String text, int epochs) {
    String[] parts = text.split(":", 2);
    List<String> values = parts.length == 1 ? List.of() : List.of(parts[1].split(",", -1));
    int count = values.size();
    try {
      return switch (parts[0]) {
        case "constant" -> of(text, count == 0, () -> new LearningRateSchedule.Constant());
        case "step" ->
            of(
                text,
                count == 2,
                () -> new LearningRateSchedule.Steps(at(values, 0), at(values, 1)));
        case "milestones" ->
            of(
                text,
                count >= 2,
                () ->
                    new LearningRateSchedule.Milestones(
                        values.subList(0, count - 1).stream().map(Float::parseFloat).toList(),
                        at(values, count - 1)));
        case "exponential" ->
            of(text, count == 1, () -> new LearningRateSchedule.Exponential(at(values, 0)));
        case "cosine" ->
            of(
                text,
                count <= 1,
                () -> new LearningRateSchedule.Cosine(at(values, 0, COSINE_END), epochs));
        case "one-cycle" ->
            of(
                text,
                count <= 1,
                () -> new LearningRateSchedule.OneCycle(at(values, 0, ONE_CYCLE_RISE), epochs));
        case "plateau" ->
            of(
                text,
                count <= 2,
                () ->
                    new LearningRateSchedule.Plateau(
                        at(values, 0, PLATEAU_FACTOR),
                        count < 2 ? PLATEAU_PATIENCE : Integer.parseInt(values.get(1))));
        default -> throw malformed(text, null);
      };
    } catch (NumberFormatException e) {
      throw malformed(text, e);
    }
  }

  private static LearningRateSchedule of(
      String text, boolean fits, Supplier<LearningRateSchedule> curve) {
    if (!fits) {
      throw malformed(text, null);
    }
    return curve.get();
  }

  private static float at(List<String> values, int index) {
    return Float.parseFloat(values.get(index));
  }

  private static float at(List<String> values, int index, float otherwise) {
    return index < values.size() ? at(values, index) : otherwise;
  }

  private static IllegalArgumentException malformed(String text, NumberFormatException cause) {
    return new IllegalArgumentException("schedule '" + text + "' " + RULE, cause);
  }
}
