package dev.convoy.check;

import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.Kernels;
import dev.convoy.loss.SoftmaxCrossEntropy;
import dev.convoy.model.Initializer;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.optim.ParameterUpdate;
import dev.convoy.optim.Sgd;
import dev.convoy.optim.UpdateConfig;
import dev.convoy.plan.Plan;
import dev.convoy.plan.Request;
import dev.convoy.random.CounterRandom;
import java.util.Arrays;

/** A training step (forward, loss, backward, SGD with momentum) on one random batch. */
final class RandomStep {
  private final Sgd optimizer = new Sgd(0.001f, 0.9f);
  private final SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
  private final ParameterUpdate rule;
  private final String outputName;
  private final Plan plan;
  private final float[] parameters;
  private final float[] gradient;
  private final float[] state;
  private final int[] labels;
  private final int classes;
  private long number;

  RandomStep(Model model, int batchSize, Kernels kernels, Algorithm algorithm) {
    String inputName = model.onlyInput().name();
    outputName = model.onlyOutput();
    plan = Plan.compile(model, Request.training(model).with(algorithm), batchSize, kernels);
    ParameterLayout layout = ParameterLayout.of(model);
    parameters = Initializer.HE_NORMAL.initialize(layout, 1);
    gradient = new float[layout.size()];
    rule = new ParameterUpdate(UpdateConfig.of(optimizer), layout);
    state = new float[optimizer.stateSize(layout.size())];
    labels = new int[batchSize];
    classes = model.shapes().get(outputName).size();
    for (int i = 0; i < batchSize; i++) {
      labels[i] = i % classes;
    }
    float[] input = plan.input(inputName);
    for (int i = 0; i < input.length; i++) {
      input[i] = CounterRandom.uniform(1, i) - 0.5f;
    }
  }

  /** The plan whose buffers hold the batch. */
  Plan plan() {
    return plan;
  }

  /**
   * Takes a step.
   *
   * @param on {@link #plan} or its timed version
   * @throws IllegalStateException if the loss is not finite
   */
  void run(Plan on) {
    on.forward(parameters, labels.length);
    double sum =
        loss.evaluate(
            labels.length,
            classes,
            on.output(outputName),
            labels,
            labels.length,
            on.outputGradient(outputName));
    Arrays.fill(gradient, 0f);
    on.backward(parameters, gradient, labels.length);
    rule.apply(++number, optimizer.rate(), gradient, state, parameters);
    if (!Double.isFinite(sum)) {
      throw new IllegalStateException("the loss is " + sum);
    }
  }
}
