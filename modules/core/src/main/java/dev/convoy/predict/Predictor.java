package dev.convoy.predict;

import dev.convoy.data.Decoder;
import dev.convoy.data.Normalization;
import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.KernelSelection;
import dev.convoy.kernel.Kernels;
import dev.convoy.loss.SoftmaxCrossEntropy;
import dev.convoy.model.Model;
import dev.convoy.plan.Plan;
import dev.convoy.plan.Request;
import dev.convoy.run.TrainedModel;
import dev.convoy.tensor.Shape;
import dev.convoy.text.DidYouMean;
import java.io.Serializable;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Applies a trained model to images: returns class probabilities, or the values of a layer. Images
 * are decoded and normalized as in training.
 *
 * <p>A predictor is serializable, so a Spark job can use it in its functions; broadcast it, for it
 * holds the parameters. Each process chooses its own kernels.
 *
 * <p>An image is {@code [height][width][channel]} in the size of the model's input, as bytes from 0
 * to 255 or as floats from 0 (black) to 1; several images follow each other in one array.
 *
 * <p>Thread-safe. Threads share the parameters. Each call uses its own buffers. They are kept and
 * reused, so new ones are allocated only when more calls than ever before run at the same time;
 * otherwise a call allocates only its result. The values do not depend on the batch size, on other
 * images, on the kernels or on the number of threads.
 *
 * <pre>{@code
 * TrainedModel model = TrainedModel.read("runs/first", new LocalStorage());
 * Predictor predictor = Predictor.of(model);
 * float[] probabilities = predictor.predict(pixels, 1);
 * }</pre>
 */
public final class Predictor implements Serializable {
  private static final long serialVersionUID = 2;

  private static final int USUAL_BATCH = 32;

  private final Network network;
  private final String layer;
  private final boolean softmax;
  private final int batchSize;
  private final int inputSize;
  private final int outputSize;

  /** What a process makes when it first predicts. */
  private transient volatile Local local;

  /** What was trained. */
  private record Network(
      Model model,
      float[] parameters,
      Normalization normalization,
      Algorithm algorithm,
      List<String> classNames)
      implements Serializable {}

  /** What belongs to one process. */
  private record Local(Kernels kernels, Decoder decoder, Queue<Plan> idle) {}

  private Predictor(Network network, String layer, boolean softmax, int batchSize) {
    this.network = network;
    this.layer = layer;
    this.softmax = softmax;
    this.batchSize = batchSize;
    this.inputSize = network.model().onlyInput().shape().size();
    this.outputSize = network.model().shapes().get(layer).size();
  }

  private Local local() {
    Local found = local;
    if (found == null) {
      synchronized (network) {
        found = local;
        if (found == null) {
          Kernels kernels = KernelSelection.select(KernelSelection.AUTO).kernels();
          Decoder decoder = new Decoder(network.normalization());
          found = new Local(kernels, decoder, new ConcurrentLinkedQueue<>());
          local = found;
        }
      }
    }
    return found;
  }

  /**
   * Predicts class probabilities with the fastest kernels of this machine. For a model trained with
   * {@code softmaxCrossEntropy} the outputs are logits, and softmax is applied. For other losses
   * the outputs are returned unchanged.
   */
  public static Predictor of(TrainedModel trained) {
    Network network =
        new Network(
            trained.model(),
            trained.parameters(),
            trained.normalization(),
            trained.algorithm(),
            trained.classNames());
    boolean softmax = trained.loss() instanceof SoftmaxCrossEntropy;
    return new Predictor(network, trained.model().onlyOutput(), softmax, USUAL_BATCH);
  }

  /**
   * Returns a predictor of the values of a layer, such as features or logits.
   *
   * @param name the name of the layer, as {@code convoy describe} shows it
   * @throws IllegalArgumentException if the model has no such layer
   */
  public Predictor reading(String name) {
    Set<String> known = network.model().shapes().keySet();
    if (!known.contains(name)) {
      throw new IllegalArgumentException(
          "layer '" + name + "': the model has none" + DidYouMean.suggestion(name, known));
    }
    return new Predictor(network, name, false, batchSize);
  }

  /**
   * Returns a predictor of the model's outputs as they are, from which {@link #probabilities} makes
   * what this one returns. The largest output is the class that an evaluation counts.
   */
  public Predictor outputs() {
    return new Predictor(network, network.model().onlyOutput(), false, batchSize);
  }

  /**
   * Makes class probabilities of outputs; for a model whose outputs are no logits, copies them.
   *
   * @param outputs {@code [image][class]}
   * @param images their number
   * @param to overwritten with {@code [image][class]}
   */
  public void probabilities(float[] outputs, int images, float[] to) {
    if (softmax) {
      for (int i = 0; i < images; i++) {
        softmax(outputs, i * outputSize, to, i * outputSize);
      }
    } else {
      System.arraycopy(outputs, 0, to, 0, images * outputSize);
    }
  }

  /** Whether its values are class probabilities. */
  public boolean isOfProbabilities() {
    return softmax;
  }

  /**
   * Changes the batch size; it affects memory and speed only.
   *
   * @param images number of images in a batch, at least 1 (default: 32)
   */
  public Predictor withBatchSize(int images) {
    if (images < 1) {
      throw new IllegalArgumentException("batch-size " + images + " must be at least 1");
    }
    return new Predictor(network, layer, softmax, images);
  }

  /** The shape of an image: height, width and channels. */
  public Shape inputShape() {
    return network.model().onlyInput().shape();
  }

  /**
   * Names of the classes in the order of the probabilities; empty if the training data had none.
   */
  public List<String> classNames() {
    return network.classNames();
  }

  /** Number of values returned for each image, such as the number of classes. */
  public int outputSize() {
    return outputSize;
  }

  /**
   * Predicts from bytes and returns {@code [image][value]}.
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
   * Predicts from bytes into an existing array, without allocating.
   *
   * @param to overwritten with {@code [image][value]}
   */
  public void predict(byte[] pixels, int images, float[] to) {
    requireSizes(pixels.length, images, to);
    Local own = local();
    Plan plan = borrow(own);
    float[] input = input(plan);
    for (int done = 0; done < images; done += batchSize) {
      int count = Math.min(batchSize, images - done);
      for (int i = 0; i < count; i++) {
        own.decoder().pixels(pixels, (done + i) * inputSize, inputSize, input, i * inputSize);
      }
      run(plan, count, to, done * outputSize);
    }
    own.idle().add(plan);
  }

  /**
   * Predicts from floats and returns {@code [image][value]}.
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
   * Predicts from floats into an existing array, without allocating.
   *
   * @param to overwritten with {@code [image][value]}
   */
  public void predict(float[] levels, int images, float[] to) {
    requireSizes(levels.length, images, to);
    Local own = local();
    Plan plan = borrow(own);
    float[] input = input(plan);
    for (int done = 0; done < images; done += batchSize) {
      int count = Math.min(batchSize, images - done);
      own.decoder().levels(levels, done * inputSize, count * inputSize, input);
      run(plan, count, to, done * outputSize);
    }
    own.idle().add(plan);
  }

  private void requireSizes(int values, int images, float[] to) {
    if (images < 0 || values != (long) images * inputSize) {
      throw new IllegalArgumentException(
          "images: "
              + values
              + " values must be "
              + images
              + " × "
              + inputShape()
              + ", the model's input");
    }
    if (to.length < (long) images * outputSize) {
      throw new IllegalArgumentException(
          "result: " + to.length + " values must be at least " + images + " × " + outputSize);
    }
  }

  /**
   * Takes an idle plan or compiles a new one. A call that fails does not return its plan; only a
   * bug makes a call fail.
   */
  private Plan borrow(Local own) {
    Plan plan = own.idle().poll();
    if (plan != null) {
      return plan;
    }
    Request request =
        new Request(List.of(layer), Set.of(), Set.of(), false).with(network.algorithm());
    return Plan.compile(network.model(), request, batchSize, own.kernels());
  }

  private float[] input(Plan plan) {
    return plan.input(network.model().onlyInput().name());
  }

  private void run(Plan plan, int count, float[] to, int at) {
    plan.forward(network.parameters(), count);
    float[] output = plan.output(layer);
    if (softmax) {
      for (int i = 0; i < count; i++) {
        softmax(output, i * outputSize, to, at + i * outputSize);
      }
    } else {
      System.arraycopy(output, 0, to, at, count * outputSize);
    }
  }

  /**
   * Computes softmax in double precision and with {@code StrictMath}, so that every machine returns
   * the same bits.
   */
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
