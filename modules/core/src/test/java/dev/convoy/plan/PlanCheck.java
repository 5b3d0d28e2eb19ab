package dev.convoy.plan;

import static dev.convoy.layer.Numbers.assertAgree;

import dev.convoy.kernel.ReferenceKernels;
import dev.convoy.model.Initializer;
import dev.convoy.model.Input;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.Slot;
import dev.convoy.random.TestRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Runs a plan over random examples and compares all that was requested with the model in double:
 * outputs one by one, gradients along random directions, each slot and each input by itself.
 */
final class PlanCheck {
  private static final int DIRECTIONS = 2;
  private static final double STEP = 1e-6;

  /** Gradients that cancel, as those of a bias before a batch norm, are not exactly zero. */
  private static final double FLOOR = 0.1;

  private final Model model;
  private final Request request;
  private final TestRandom random;
  private final int examples;
  private final double tolerance;
  private final float[] parameters;
  private final Map<String, float[]> inputs = new HashMap<>();
  private final Map<String, float[]> outputGradients = new HashMap<>();
  private final long[] keys;
  final Plan plan;

  PlanCheck(Model model, Request request, TestRandom random, int examples, double tolerance) {
    this.model = model;
    this.request = request;
    this.random = random;
    this.examples = examples;
    this.tolerance = tolerance;
    this.plan = Plan.compile(model, request, examples + 1, new ReferenceKernels());
    ParameterLayout layout = ParameterLayout.of(model);
    this.parameters = Initializer.HE_NORMAL.initialize(layout, random.between(0, 1000));
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += random.uniform(-0.1f, 0.1f);
    }
    for (Input input : model.inputs()) {
      inputs.put(input.name(), random.values(examples * input.shape().size()));
    }
    for (String output : request.outputs()) {
      outputGradients.put(output, random.values(examples * size(output)));
    }
    this.keys = new long[examples];
    for (int n = 0; n < examples; n++) {
      keys[n] = random.between(0, Integer.MAX_VALUE - 1);
    }
  }

  /** Runs twice, because the second run finds what the first one left in the buffers. */
  void assertCorrect() {
    for (int run = 0; run < 2; run++) {
      float[] start = random.values(parameters.length);
      float[] gradient = start.clone();
      fillInputs();
      plan.forward(parameters, examples);
      assertOutputs();
      outputGradients.forEach(
          (name, values) -> {
            float[] to = plan.outputGradient(name);
            System.arraycopy(values, 0, to, 0, Math.min(to.length, values.length));
          });
      plan.backward(parameters, gradient, examples);
      assertOutputs();
      assertParameterGradients(start, gradient);
      assertInputGradients();
    }
  }

  private void fillInputs() {
    inputs.forEach(
        (name, values) -> System.arraycopy(values, 0, plan.input(name), 0, values.length));
    System.arraycopy(keys, 0, plan.exampleKeys(), 0, examples);
  }

  private void assertOutputs() {
    Map<String, double[][]> expected = run(doubles(parameters), inputDoubles());
    for (String output : request.outputs()) {
      float[] actual = plan.output(output);
      for (int n = 0; n < examples; n++) {
        double[] values = expected.get(output)[n];
        double scale = 1e-2 + Math.sqrt(Arrays.stream(values).map(v -> v * v).average().orElse(0));
        for (int i = 0; i < values.length; i++) {
          float value = actual[n * values.length + i];
          assertAgree(output + " of " + n + " at " + i, value, values[i], scale, tolerance);
        }
      }
    }
  }

  private void assertParameterGradients(float[] start, float[] gradient) {
    for (Slot slot : ParameterLayout.of(model).slots()) {
      if (!request.parameterGradients().contains(slot.name())) {
        for (int i = slot.offset(); i < slot.end(); i++) {
          assertAgree(slot.name() + " was not asked for", gradient[i], start[i], 0, 0);
        }
      } else if (slot.spec().isTrained()) {
        assertDerivative(slot, start, gradient);
      } else {
        assertStatistic(slot, start, gradient);
      }
    }
  }

  private void assertDerivative(Slot slot, float[] start, float[] gradient) {
    for (int d = 0; d < DIRECTIONS; d++) {
      double[] direction = new double[parameters.length];
      double actual = 0;
      double magnitude = FLOOR;
      for (int i = slot.offset(); i < slot.end(); i++) {
        direction[i] = random.uniform(-1, 1);
        actual += direction[i] * ((double) gradient[i] - start[i]);
        magnitude += Math.abs(direction[i] * ((double) gradient[i] - start[i]));
      }
      double change =
          weighted(run(moved(parameters, direction, STEP), inputDoubles()))
              - weighted(run(moved(parameters, direction, -STEP), inputDoubles()));
      assertAgree(slot.name(), actual, change / (2 * STEP), magnitude, tolerance);
    }
  }

  /** A node that no output depends on is not planned, so it adds nothing. */
  private void assertStatistic(Slot slot, float[] start, float[] gradient) {
    Map<String, double[][]> values = run(doubles(parameters), inputDoubles());
    double[] expected = new DoubleModel(model, request).statistic(slot, values);
    if (plan.description().stream().noneMatch(step -> slot.name().startsWith(step.name() + "."))) {
      Arrays.fill(expected, 0);
    }
    for (int i = 0; i < slot.size(); i++) {
      double actual = (double) gradient[slot.offset() + i] - start[slot.offset() + i];
      assertAgree(slot.name(), actual, expected[i], 1 + Math.abs(expected[i]), tolerance);
    }
  }

  private void assertInputGradients() {
    for (String input : request.inputGradients()) {
      int size = size(input);
      for (int n = 0; n < examples; n++) {
        float[] gradient = Arrays.copyOfRange(plan.inputGradient(input), n * size, (n + 1) * size);
        double[] direction = doubles(random.values(size));
        double actual = 0;
        double magnitude = FLOOR;
        for (int i = 0; i < size; i++) {
          actual += direction[i] * gradient[i];
          magnitude += Math.abs(direction[i] * gradient[i]);
        }
        float[] x = Arrays.copyOfRange(inputs.get(input), n * size, (n + 1) * size);
        Map<String, double[][]> above = inputDoubles();
        Map<String, double[][]> below = inputDoubles();
        above.get(input)[n] = moved(x, direction, STEP);
        below.get(input)[n] = moved(x, direction, -STEP);
        double change =
            weighted(run(doubles(parameters), above)) - weighted(run(doubles(parameters), below));
        assertAgree(input + " of " + n, actual, change / (2 * STEP), magnitude, tolerance);
      }
    }
  }

  /** Σ over the requested outputs of ⟨output, its gradient⟩: what the backward pass derives. */
  private double weighted(Map<String, double[][]> values) {
    double sum = 0;
    for (String output : request.outputs()) {
      double[][] y = values.get(output);
      for (int n = 0; n < examples; n++) {
        for (int i = 0; i < y[n].length; i++) {
          sum += y[n][i] * outputGradients.get(output)[n * y[n].length + i];
        }
      }
    }
    return sum;
  }

  private Map<String, double[][]> run(double[] p, Map<String, double[][]> x) {
    return new DoubleModel(model, request).run(p, x, keys);
  }

  private Map<String, double[][]> inputDoubles() {
    Map<String, double[][]> values = new HashMap<>();
    for (Input input : model.inputs()) {
      int size = input.shape().size();
      float[] all = inputs.get(input.name());
      double[][] each = new double[examples][];
      Arrays.setAll(each, n -> doubles(Arrays.copyOfRange(all, n * size, (n + 1) * size)));
      values.put(input.name(), each);
    }
    return values;
  }

  private int size(String name) {
    return model.shapes().get(name).size();
  }

  private static double[] doubles(float[] values) {
    double[] result = new double[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = values[i];
    }
    return result;
  }

  private static double[] moved(float[] values, double[] direction, double step) {
    double[] result = doubles(values);
    for (int i = 0; i < result.length; i++) {
      result[i] += step * direction[i];
    }
    return result;
  }

  /** The names of the model's slots that pass a test. */
  static List<String> slots(Model model, Predicate<String> wanted) {
    List<String> names = new ArrayList<>();
    ParameterLayout.of(model).slots().forEach(slot -> names.add(slot.name()));
    names.removeIf(wanted.negate());
    return names;
  }
}
