package dev.convoy.train;

import dev.convoy.augment.Augmenter;
import dev.convoy.data.Block;
import dev.convoy.data.DataSource;
import dev.convoy.data.PositionRange;
import dev.convoy.kernel.ReferenceKernels;
import dev.convoy.loss.Targets;
import dev.convoy.model.Model;
import dev.convoy.optim.UpdateConfig;
import dev.convoy.plan.Plan;
import dev.convoy.plan.Request;
import dev.convoy.random.CounterRandom;
import dev.convoy.random.Permutation;
import dev.convoy.worker.Recipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Training as anyone would write it on one machine: a loop over batches with a plan, a loss and an
 * optimizer. What the rounds of a cluster must agree with.
 */
final class SingleMachine {
  final float[] parameters;
  private final Recipe recipe;
  private final Block data;
  private final Plan plan;
  private final Augmenter augmenter;
  private final float[] gradient;
  private final int[] labels;
  private float[] optimizerState;
  private long step;

  SingleMachine(Recipe recipe, DataSource source, float[] start, int largestBatch) {
    Model model = recipe.model();
    this.recipe = recipe;
    this.parameters = start.clone();
    this.data = everything(source, recipe.seed());
    Request request = Request.training(model).with(recipe.algorithm());
    this.plan = Plan.compile(model, request, largestBatch, new ReferenceKernels());
    this.augmenter =
        new Augmenter(recipe.augmentations(), data.shape(), recipe.normalization(), recipe.seed());
    this.gradient = new float[start.length];
    this.labels = new int[largestBatch];
    resetOptimizer();
  }

  /** The order of a worker whose examples are one group. */
  static Permutation epochOrder(long seed, int epoch, int worker, int examples) {
    return new Permutation(examples, CounterRandom.key(seed, 3, epoch, worker));
  }

  private static Block everything(DataSource source, long seed) {
    try {
      return Block.read(
          source, new PositionRange(0, source.summary().size()), seed, TinyRun.STORAGE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void resetOptimizer() {
    optimizerState = new float[recipe.optimization().optimizer().stateSize(parameters.length)];
    step = 0;
  }

  /** One step of an epoch at the beginning of training. */
  void step(int epoch, long[] positions) {
    step(epoch, positions, 0);
  }

  /**
   * One step of an epoch on the examples at these positions of the permuted data, after so many
   * epochs.
   */
  void step(int epoch, long[] positions, double epochs) {
    byte[] pixels = data.pixels();
    int size = data.shape().size();
    float mean = recipe.normalization().mean().get(0);
    float deviation = recipe.normalization().deviation().get(0);
    float[] input = plan.input("input");
    for (int n = 0; n < positions.length; n++) {
      int from = (int) positions[n] * size;
      for (int i = 0; i < size; i++) {
        input[n * size + i] = ((pixels[from + i] & 0xFF) / 255f - mean) / deviation;
      }
      if (!recipe.augmentations().steps().isEmpty()) {
        augmenter.pixels(data, (int) positions[n], epoch, input, n * size);
      }
      labels[n] = data.labels()[(int) positions[n]];
    }
    Targets targets = mixed(epoch, positions, input, size);
    plan.forward(parameters, positions.length);
    String output = recipe.model().onlyOutput();
    recipe
        .loss()
        .evaluate(
            positions.length,
            10,
            plan.output(output),
            targets,
            positions.length,
            plan.outputGradient(output));
    Arrays.fill(gradient, 0f);
    plan.backward(parameters, gradient, positions.length);
    step++;
    UpdateConfig optimization = recipe.optimization();
    float rate = optimization.schedule().rate(optimization.optimizer().rate(), epochs);
    recipe.stepRule().apply(step, rate, gradient, optimizerState, parameters);
  }

  /** Mixes the batch with a copy of itself, moved on by one. */
  private Targets mixed(int epoch, long[] positions, float[] input, int size) {
    int count = positions.length;
    if (!recipe.augmentations().mixup().isActive() || count == 1) {
      return Targets.of(labels);
    }
    float[] before = input.clone();
    int[] others = new int[count];
    float[] shares = new float[count];
    for (int n = 0; n < count; n++) {
      int other = (n + count - 1) % count;
      others[n] = labels[other];
      long key = CounterRandom.key(recipe.seed(), 8, epoch, positions[n]);
      shares[n] = recipe.augmentations().mixup().share(key);
      for (int i = 0; i < size; i++) {
        input[n * size + i] =
            shares[n] * before[n * size + i] + (1 - shares[n]) * before[other * size + i];
      }
    }
    return new Targets(labels, others, shares);
  }
}
