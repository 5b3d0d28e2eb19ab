package dev.convoy.layer;

import dev.convoy.tensor.Shape;
import java.util.List;

/**
 * Softmax over the channels of each position, shifted by the maximum so that it is finite
 * everywhere. A model that is trained with softmax cross-entropy does not need it: that loss takes
 * the logits.
 *
 * <p>Source: ONNX operator Softmax.
 */
public record Softmax() implements Layer {
  @Override
  public String type() {
    return "softmax";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Inputs.only(inputs);
  }

  @Override
  public Operation compile(CompileContext context) {
    return new SoftmaxOperation(context.input().positions(), context.input().channels());
  }
}
