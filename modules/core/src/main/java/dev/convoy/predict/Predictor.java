package dev.convoy.predict;

import dev.convoy.data.Decoder;
import dev.convoy.kernel.KernelSelection;
import dev.convoy.kernel.Kernels;
import dev.convoy.loss.SoftmaxCrossEntropy;
import dev.convoy.model.Model;
import dev.convoy.plan.Plan;
import dev.convoy.plan.Request;
import dev.convoy.run.TrainedModel;
import dev.convoy.tensor.Shape;
import dev.convoy.text.DidYouMean;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Applies a trained model to images: returns class probabilities, or the values of a layer. Images
 * are decoded and normalized as in training.
 *
 * <p>An image is {@code [height][width][channel]} in the size of the model's input, as bytes from 0
 * to 255 or as floats from 0 (black) to 1; several images follow each other in one array.
 *
 * <p>Thread-safe. Threads share the parameters. Each call uses buffers of its own, which are
 * allocated when as many calls run at the same time for the first time, and kept; apart from that a
 * call allocates nothing but its result. The values do not depend on the batch size, on other
 * images, on the kernels or on the number of threads.
 *
 * <pre>{@code
 * TrainedModel model = TrainedModel.read("runs/first", new LocalStorage());
 * Predictor predictor = Predictor.of(model);
 * float[] probabilities = predictor.predict(pixels, 1);
 * }</pre>
 */
public final class Predictor {
  private static final int USUAL_BATCH = 32;

  private final TrainedModel trained;
  private final String layer;
  private final boolean softmax;
  private final int batchSize;
  private final Kernels kernels;
  private final Decoder decoder;
  private final Shape inputShape;
  private final int inputSize;
  private final int outputSize;
  private final Queue<Plan> idle = new ConcurrentLinkedQueue<>();

  private Predictor(
      TrainedModel trained, String layer, boolean softmax, int batchSize, Kernels kernels) {
    Model model = trained.model();
    this.trained = trained;
    this.layer = layer;
    this.softmax = softmax;
    this.batchSize = batchSize;
    this.kernels = kernels;
    this.decoder = new Decoder(trained.normalization());
    this.inputShape = model.onlyInput().shape();
    this.inputSize = inputShape.size();
    this.outputSize = model.shapes().get(layer).size();
  }

  /**
   * Predicts class probabilities with the fastest kernels of this machine. The outputs of a model
   * that was trained with {@code softmaxCrossEntropy} are logits, to which softmax is applied;
   * those of a model that was trained with another loss are returned as they are.
   */
  public static Predictor of(TrainedModel trained) {
    return new Predictor(
        trained,
        trained.model().onlyOutput(),
        trained.loss() instanceof SoftmaxCrossEntropy,
        USUAL_BATCH,
        KernelSelection.select(KernelSelection.AUTO).kernels());
  }

  /**
   * Returns the values of a layer instead, such as features or logits.
   *
   * @param name of the layer, as {@code convoy describe} shows it
   * @throws IllegalArgumentException if the model has no such layer
   */
  public Predictor reading(String name) {
    Set<String> known = trained.model().shapes().keySet();
    if (!known.contains(name)) {
      throw new IllegalArgumentException(
          "layer '" + name + "': the model has none" + DidYouMean.suggestion(name, known));
    }
    return new Predictor(trained, name, false, batchSize, kernels);
  }

  /**
   * Processes so many images at a time; affects memory and speed only.
   *
   * @param images at least 1 (default: 32)
   */
  public Predictor withBatchSize(int images) {
    if (images < 1) {
      throw new IllegalArgumentException("batch-size " + images + " must be at least 1");
    }
    return new Predictor(trained, layer, softmax, images, kernels);
  }

  /** The shape of an image: height, width and channels. */
  public Shape inputShape() {
    return inputShape;
  }

  /** Number of values that are returned for an image, such as the number of classes. */
  public int outputSize() {
    return outputSize;
  }

  /**
   * Returns {@code [image][value]}.
   *
   * @param pixels {@code [image][height][width][channel]}, bytes from 0 to 255
   * @param images their number, at least 0
   */
  public float[] predict(byte[] pixels, int images) {
    float[] values = new float[Math.multiplyExact(images, outputSize)];
    predict(pixels, images, values);
    return values;
  }

  /**
   * Likewise, without allocating.
   *
   * @param to overwritten with {@code [image][value]}
   */
  public void predict(byte[] pixels, int images, float[] to) {
    requireSizes(pixels.length, images, to);
    Plan plan = borrow();
    float[] input = input(plan);
    for (int done = 0; done < images; done += batchSize) {
      int count = Math.min(batchSize, images - done);
      for (int i = 0; i < count; i++) {
        decoder.pixels(pixels, (done + i) * inputSize, inputSize, input, i * inputSize);
      }
      run(plan, count, to, done * outputSize);
    }
    idle.add(plan);
  }

  /**
   * Returns {@code [image][value]}.
   *
   * @param levels {@code [image][height][width][channel]}, from 0 (black) to 1: a byte / 255
   * @param images their number, at least 0
   */
  public float[] predict(float[] levels, int images) {
    float[] values = new float[Math.multiplyExact(images, outputSize)];
    predict(levels, images, values);
    return values;
  }

  /**
   * Likewise, without allocating.
   *
   * @param to overwritten with {@code [image][value]}
   */
  public void predict(float[] levels, int images, float[] to) {
    requireSizes(levels.length, images, to);
    Plan plan = borrow();
    float[] input = input(plan);
    for (int done = 0; done < images; done += batchSize) {
      int count = Math.min(batchSize, images - done);
      decoder.levels(levels, done * inputSize, count * inputSize, input);
      run(plan, count, to, done * outputSize);
    }
    idle.add(plan);
  }

  private void requireSizes(int values, int images, float[] to) {
    if (images < 0 || values != (long) images * inputSize) {
      throw new IllegalArgumentException(
          "images: "
              + values
              + " values must be "
              + images
              + " × "
              + inputShape
              + ", the model's input");
    }
    if (to.length < (long) images * outputSize) {
      throw new IllegalArgumentException(
          "result: " + to.length + " values must be at least " + images + " × " + outputSize);
    }
  }

  /** A plan is lost if a call fails, which is a fault in the program. */
  private Plan borrow() {
    Plan plan = idle.poll();
    if (plan != null) {
      return plan;
    }
    Request request =
        new Request(List.of(layer), Set.of(), Set.of(), false).with(trained.algorithm());
    return Plan.compile(trained.model(), request, batchSize, kernels);
  }

  private float[] input(Plan plan) {
    return plan.input(trained.model().onlyInput().name());
  }

  private void run(Plan plan, int count, float[] to, int at) {
    plan.forward(trained.parameters(), count);
    float[] output = plan.output(layer);
    if (softmax) {
      for (int i = 0; i < count; i++) {
        softmax(output, i * outputSize, to, at + i * outputSize);
      }
    } else {
      System.arraycopy(output, 0, to, at, count * outputSize);
    }
  }

  /** In double and with {@code StrictMath}, so that every machine returns the same bits. */
  private void softmax(float[] logits, int from, float[] to, int at) {
    float maximum = logits[from];
    for (int c = 1; c < outputSize; c++) {
      maximum = Math.max(maximum, logits[from + c]);
    }
    double sum = 0;
    for (int c = 0; c < outputSize; c++) {
      sum += StrictMath.exp((double) logits[from + c] - maximum);
    }
    for (int c = 0; c < outputSize; c++) {
      to[at + c] = (float) (StrictMath.exp((double) logits[from + c] - maximum) / sum);
    }
  }
}
