package dev.convoy.layer;

import dev.convoy.layer.ParameterSpec.Scale;
import dev.convoy.layer.ParameterSpec.Statistic;
import dev.convoy.tensor.Shape;
import java.util.List;

/**
 * Batch normalization: y = weight · (x − mean) / √(variance + epsilon) + bias, channel by channel,
 * on an image of any number of dimensions or a vector. In training mean and variance are those of
 * the batch, over its examples and positions, the variance with the divisor n; else they are the
 * running ones. Parameters: {@code weight}, {@code bias} and the statistics {@code running_mean}
 * and {@code running_square}, each [channels].
 *
 * <p>The running variance is running_square − running_mean², at least 0. What is kept is the mean
 * of squares, because means of replicas are merged by a mean and variances are not. A plan that
 * does not want the gradient of either statistic, as for a frozen layer, uses the running ones in
 * training too.
 *
 * <p>Source: ONNX operator BatchNormalization; Ioffe and Szegedy, Batch Normalization, 2015.
 *
 * @param momentum the share that the running statistics keep of themselves in a step, at least 0,
 *     below 1
 * @param epsilon is added to the variance, above 0
 */
public record BatchNorm(float momentum, float epsilon) implements Layer {
  /** The name of the running mean. */
  public static final String MEAN = "running_mean";

  /** The name of the running mean of squares. */
  public static final String SQUARE = "running_square";

  private static final int MEAN_INDEX = 2;
  private static final int SQUARE_INDEX = 3;

  /** Checks the numbers. */
  public BatchNorm {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          "batchNorm: momentum " + momentum + " must be at least 0 and below 1");
    }
    Norms.requireEpsilon("batchNorm", epsilon);
  }

  /** With ONNX's momentum 0.9 and epsilon 1e-5. */
  public BatchNorm() {
    this(0.9f, Norms.EPSILON);
  }

  @Override
  public String type() {
    return "batchNorm";
  }

  @Override
  public String namePrefix() {
    return "bn";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Inputs.only(inputs);
  }

  @Override
  public List<ParameterSpec> parameters(List<Shape> inputs) {
    List<Integer> channels = List.of(inputs.get(0).channels());
    return List.of(
        new ParameterSpec(ParameterSpec.WEIGHT, channels, new Scale()),
        ParameterSpec.bias(inputs.get(0).channels()),
        new ParameterSpec(MEAN, channels, new Statistic(0, momentum)),
        new ParameterSpec(SQUARE, channels, new Statistic(1, momentum)));
  }

  @Override
  public Operation compile(CompileContext context) {
    List<CompileContext.Parameter> parameters = context.parameters();
    boolean follows =
        parameters.get(MEAN_INDEX).gradient() || parameters.get(SQUARE_INDEX).gradient();
    return context.training() && follows
        ? new BatchNormOperation(context, epsilon)
        : new RunningNormOperation(context, epsilon);
  }

  /** The variance that a mean and a mean of squares tell of. */
  public static double variance(float mean, float square) {
    return Math.max(0, square - (double) mean * mean);
  }
}
