package dev.convoy.worker;

import dev.convoy.augment.Augmentations;
import dev.convoy.augment.Augmenter;
import dev.convoy.augment.BatchMixer;
import dev.convoy.data.ExampleCursor;
import dev.convoy.kernel.Kernels;
import dev.convoy.loss.Loss;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.optim.ParameterUpdate;
import dev.convoy.plan.Plan;
import dev.convoy.plan.Request;
import dev.convoy.random.RandomStream;
import java.util.Arrays;

/**
 * One worker's copy of the model: a plan and the vectors that it needs. It processes batches and
 * counts losses and correct predictions.
 */
public final class Replica {
  public final float[] parameters;
  public final float[] gradient;
  public final ParameterUpdate stepRule;
  private final Recipe recipe;
  private final Plan plan;
  private final Augmenter augmenter;
  private final float[] input;
  private final int inputSize;
  private final float[] output;
  private final float[] outputGradient;
  private final int classes;
  private final int[] labels;
  private final BatchMixer mixer;
  private final Loss loss;
  private final StatisticSums statistics;
  private float[] optimizerState = {};
  private long examples;
  private double lossSum;
  private long correct;

  /** Makes a replica for training or for evaluation. */
  public Replica(Recipe recipe, boolean training, Kernels kernels) {
    this(recipe, training ? recipe.trainingRequest() : Request.inference(recipe.model()), kernels);
  }

  /** Makes a replica for a request that uses the model's only output. */
  public Replica(Recipe recipe, Request request, Kernels kernels) {
    Model model = recipe.model();
    ParameterLayout layout = ParameterLayout.of(model);
    int size = request.training() ? layout.size() : 0;
    this.recipe = recipe;
    this.loss = request.training() ? recipe.loss() : recipe.loss().plain();
    this.statistics = new StatisticSums(layout.trained(), layout.size());
    this.stepRule = recipe.stepRule();
    this.parameters = new float[size];
    this.gradient = new float[size];
    this.plan = Plan.compile(model, request.with(recipe.algorithm()), recipe.batchSize(), kernels);
    Augmentations augmentations =
        request.training() ? recipe.augmentations() : Augmentations.none();
    this.augmenter =
        new Augmenter(
            augmentations, model.onlyInput().shape(), recipe.normalization(), recipe.seed());
    this.input = plan.input(model.onlyInput().name());
    this.inputSize = model.onlyInput().shape().size();
    this.output = plan.output(model.onlyOutput());
    this.outputGradient = plan.outputGradient(model.onlyOutput());
    this.classes = model.shapes().get(model.onlyOutput()).size();
    this.labels = new int[recipe.batchSize()];
    this.mixer = new BatchMixer(augmentations.mixup(), inputSize, labels, recipe.seed());
  }

  /** Clears all state of an earlier task. */
  void reset() {
    examples = 0;
    lossSum = 0;
    correct = 0;
    Arrays.fill(optimizerState, 0f);
  }

  /** The optimizer's state; all zero after {@link #reset}. */
  public float[] optimizerState() {
    int size = recipe.optimization().optimizer().stateSize(parameters.length);
    if (optimizerState.length != size) {
      optimizerState = new float[size];
    }
    return optimizerState;
  }

  /**
   * Computes the gradient of the mean loss over the next step's examples, batch by batch, at the
   * parameters {@code at}. Overwrites {@link #gradient} and returns the number of examples.
   */
  public int computeGradient(float[] at, ExampleCursor cursor) {
    int total = (int) Math.min(recipe.stepExamples(), cursor.remaining());
    Arrays.fill(gradient, 0f);
    statistics.reset();
    for (int done = 0; done < total; ) {
      int count = forward(at, cursor, total);
      plan.backward(at, gradient, count);
      statistics.take(gradient, count);
      done += count;
    }
    statistics.putMean(gradient, total);
    return total;
  }

  /**
   * Runs the forward pass on the next batch, counts losses and correct predictions, and returns the
   * number of examples. The correct class of a mixed example is that of its larger part.
   */
  public int forward(float[] at, ExampleCursor cursor) {
    return forward(at, cursor, labels.length);
  }

  private int forward(float[] at, ExampleCursor cursor, int stepExamples) {
    int count = (int) Math.min(labels.length, cursor.remaining());
    for (int n = 0; n < count; n++) {
      cursor.advance();
      augmenter.pixels(cursor.block(), cursor.place(), cursor.epoch(), input, n * inputSize);
      labels[n] = cursor.label();
      mixer.draw(n, cursor.epoch(), cursor.position());
      plan.exampleKeys()[n] =
          RandomStream.DROPOUT.key(recipe.seed(), cursor.epoch(), cursor.position());
    }
    mixer.mix(count, input);
    plan.forward(at, count);
    lossSum += loss.evaluate(count, classes, output, mixer.targets(), stepExamples, outputGradient);
    for (int n = 0; n < count; n++) {
      correct += predicted(n) == labels[n] ? 1 : 0;
    }
    examples += count;
    return count;
  }

  /** The class of an example of the last batch. */
  public int label(int example) {
    return labels[example];
  }

  /**
   * The predicted class of an example of the last batch: the first class with the largest output.
   */
  public int predicted(int example) {
    int at = example * classes;
    int best = 0;
    for (int c = 1; c < classes; c++) {
      best = output[at + c] > output[at + best] ? c : best;
    }
    return best;
  }

  /**
   * The number of classes ranked above an example's own: those with a larger output, or with an
   * equal output and a lower index.
   */
  public int largerThanLabel(int example) {
    int at = example * classes;
    int label = labels[example];
    int larger = 0;
    for (int c = 0; c < classes; c++) {
      float difference = output[at + c] - output[at + label];
      larger += difference > 0 || (difference == 0 && c < label) ? 1 : 0;
    }
    return larger;
  }

  /**
   * The contribution since the last reset, with these values. It is discarded if the values or the
   * loss are not finite.
   */
  public Contribution contribution(float[] values) {
    if (!Double.isFinite(lossSum) || !Fold.isFinite(values)) {
      return Contribution.discarded(examples, lossSum);
    }
    return new Contribution(values, examples, lossSum, correct);
  }

  /** The counts since the last reset. */
  public Evaluation evaluation() {
    return new Evaluation(examples, lossSum, correct);
  }
}
