package dev.convoy.check;

import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.Kernels;
import dev.convoy.loss.Loss;
import dev.convoy.loss.Targets;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.plan.Plan;
import dev.convoy.plan.Request;
import dev.convoy.random.RandomStream;

/**
 * The mean loss of a model over one batch, as in training. Dropout is active and drops the same
 * units each time. The model computes in float; losses are summed in double.
 */
public final class BatchLoss implements LossFunction {
  private final ExampleBatch batch;
  private final Loss loss;
  private final int parameters;
  private final int classes;
  private final Plan plan;
  private final float[] input;
  private final float[] output;
  private final float[] outputGradient;

  /** Compiles a model with one input and one output for a batch. */
  public BatchLoss(
      Model model, Loss loss, ExampleBatch batch, Kernels kernels, Algorithm algorithm, long seed) {
    this.batch = batch;
    this.loss = loss;
    this.parameters = ParameterLayout.of(model).size();
    this.classes = model.shapes().get(model.onlyOutput()).size();
    this.plan = Plan.compile(model, Request.training(model).with(algorithm), batch.size(), kernels);
    this.input = plan.input(model.onlyInput().name());
    this.output = plan.output(model.onlyOutput());
    this.outputGradient = plan.outputGradient(model.onlyOutput());
    for (int n = 0; n < batch.size(); n++) {
      plan.exampleKeys()[n] = RandomStream.CHECK_DROPOUT.key(seed, n);
    }
  }

  @Override
  public double loss(float[] at) {
    System.arraycopy(batch.inputs(), 0, input, 0, batch.inputs().length);
    plan.forward(at, batch.size());
    double sum =
        loss.evaluate(
            batch.size(),
            classes,
            output,
            Targets.of(batch.labels()),
            batch.size(),
            outputGradient);
    return sum / batch.size();
  }

  @Override
  public float[] gradient(float[] at) {
    loss(at);
    return gradientOfLast(at);
  }

  /** The gradient at the parameters of the last call of {@link #loss}. */
  float[] gradientOfLast(float[] at) {
    float[] gradient = new float[parameters];
    plan.backward(at, gradient, batch.size());
    return gradient;
  }

  /** The accuracy on the batch at the parameters of the last call of {@link #loss}. */
  double accuracyOfLast() {
    int correct = 0;
    for (int n = 0; n < batch.size(); n++) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = output[n * classes + c] > output[n * classes + best] ? c : best;
      }
      correct += best == batch.labels()[n] ? 1 : 0;
    }
    return (double) correct / batch.size();
  }
}
