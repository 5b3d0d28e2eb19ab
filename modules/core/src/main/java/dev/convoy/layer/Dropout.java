package dev.convoy.layer;

import dev.convoy.tensor.Shape;
import java.util.List;

/**
 * Inverted dropout: in training each value is dropped with probability {@code rate} and the others
 * are divided by 1 − rate, so that the expectation stays; at inference it is the identity. What is
 * dropped depends on the example's key and the node alone, never on the batch.
 *
 * <p>Source: Srivastava et al., Dropout, 2014; ONNX operator Dropout.
 *
 * @param rate probability to drop, at least 0 and below 1
 */
public record Dropout(float rate) implements Layer {
  /** Checks the rate. */
  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "dropout: rate " + rate + " must be at least 0 and below 1");
    }
  }

  @Override
  public String type() {
    return "dropout";
  }

  @Override
  public String summary() {
    return "dropout " + rate;
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Inputs.only(inputs);
  }

  @Override
  public Operation compile(CompileContext context) {
    return new DropoutOperation(context.training() ? rate : 0, context);
  }
}
