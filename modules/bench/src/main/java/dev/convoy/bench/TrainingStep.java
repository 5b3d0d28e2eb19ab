package dev.convoy.bench;

import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.Kernels;
import dev.convoy.loss.SoftmaxCrossEntropy;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.optim.Optimizer;
import dev.convoy.optim.ParameterUpdate;
import dev.convoy.optim.UpdateConfig;
import dev.convoy.plan.Plan;
import dev.convoy.plan.Request;
import java.util.Arrays;

/** One training step of Convoy on a fixed batch: forward, loss, backward, optimizer. */
public final class TrainingStep implements Runnable {
  private final Model model;
  private final Batch batch;
  private final ParameterUpdate rule;
  private final float rate;
  private final Plan plan;
  private final int classes;
  private final SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
  private final float[] parameters;
  private final float[] gradient;
  private final float[] state;
  private long number;
  private double meanLoss;

  /**
   * Compiles the plan.
   *
   * @param parameters copied
   */
  public TrainingStep(
      Model model,
      float[] parameters,
      Batch batch,
      Optimizer optimizer,
      Kernels kernels,
      Algorithm algorithm) {
    this.model = model;
    this.batch = batch;
    ParameterLayout layout = ParameterLayout.of(model);
    this.rule = new ParameterUpdate(UpdateConfig.of(optimizer), layout);
    this.rate = optimizer.rate();
    this.classes = model.shapes().get(model.onlyOutput()).size();
    this.plan = Plan.compile(model, Request.training(model).with(algorithm), batch.size(), kernels);
    this.parameters = parameters.clone();
    this.gradient = new float[layout.size()];
    this.state = new float[optimizer.stateSize(gradient.length)];
    float[] input = plan.input(model.onlyInput().name());
    System.arraycopy(batch.images(), 0, input, 0, batch.images().length);
  }

  @Override
  public void run() {
    computeGradient();
    rule.apply(++number, rate, gradient, state, parameters);
  }

  /** All of a step but the optimizer; returns the gradient of the mean loss in layout order. */
  public float[] computeGradient() {
    plan.forward(parameters, batch.size());
    double sum =
        loss.evaluate(
            batch.size(),
            classes,
            plan.output(model.onlyOutput()),
            batch.labels(),
            batch.size(),
            plan.outputGradient(model.onlyOutput()));
    meanLoss = sum / batch.size();
    Arrays.fill(gradient, 0f);
    plan.backward(parameters, gradient, batch.size());
    return gradient;
  }

  /** The outputs of the last step, {@code [example][class]}. */
  public float[] logits() {
    return Arrays.copyOf(plan.output(model.onlyOutput()), batch.size() * classes);
  }

  /** The mean loss of the last step. */
  public double loss() {
    return meanLoss;
  }
}
