package dev.convoy.layer;

import ai.onnx.proto.OnnxMl;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.ByteString;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * One ONNX operator as a graph of its own, run by onnxruntime. All its inputs are inputs of the
 * graph, without shapes, so one session serves every shape.
 */
final class OnnxOperator implements AutoCloseable {
  private final OrtSession session;
  private final int inputs;

  OnnxOperator(String type, int inputs, Map<String, Object> attributes) {
    this.inputs = inputs;
    OnnxMl.NodeProto.Builder node = OnnxMl.NodeProto.newBuilder().setOpType(type).addOutput("y");
    OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder().setName(type);
    for (int i = 0; i < inputs; i++) {
      node.addInput("x" + i);
      graph.addInput(value("x" + i));
    }
    attributes.forEach((name, value) -> node.addAttribute(attribute(name, value)));
    graph.addOutput(value("y")).addNode(node);
    OnnxMl.ModelProto model =
        OnnxMl.ModelProto.newBuilder()
            .setIrVersion(9)
            .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(opset(type)))
            .setGraph(graph)
            .build();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      this.session = OrtEnvironment.getEnvironment().createSession(model.toByteArray(), options);
    } catch (OrtException e) {
      throw new AssertionError("onnxruntime refuses " + type + attributes, e);
    }
  }

  /**
   * The version of the operators. Gelu came later; the amounts of Pad were an attribute earlier. In
   * later versions onnxruntime computes AveragePool wrongly where padding counts.
   */
  private static int opset(String type) {
    return switch (type) {
      case "Gelu" -> 20;
      case "Pad" -> 10;
      default -> 17;
    };
  }

  /** Why the native library does not run here, or nothing. */
  static Optional<String> refusal() {
    try {
      OrtEnvironment.getEnvironment();
      return Optional.empty();
    } catch (LinkageError | RuntimeException e) {
      return Optional.of("onnxruntime's native library does not run here: " + e);
    }
  }

  private static OnnxMl.ValueInfoProto value(String name) {
    OnnxMl.TypeProto.Tensor tensor =
        OnnxMl.TypeProto.Tensor.newBuilder()
            .setElemType(OnnxMl.TensorProto.DataType.FLOAT.getNumber())
            .build();
    return OnnxMl.ValueInfoProto.newBuilder()
        .setName(name)
        .setType(OnnxMl.TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  private static OnnxMl.AttributeProto attribute(String name, Object value) {
    OnnxMl.AttributeProto.Builder attribute = OnnxMl.AttributeProto.newBuilder().setName(name);
    if (value instanceof Integer number) {
      return attribute.setType(OnnxMl.AttributeProto.AttributeType.INT).setI(number).build();
    } else if (value instanceof Float number) {
      return attribute.setType(OnnxMl.AttributeProto.AttributeType.FLOAT).setF(number).build();
    } else if (value instanceof String text) {
      attribute.setType(OnnxMl.AttributeProto.AttributeType.STRING);
      return attribute.setS(ByteString.copyFromUtf8(text)).build();
    } else if (value instanceof int[] numbers) {
      attribute.setType(OnnxMl.AttributeProto.AttributeType.INTS);
      for (int number : numbers) {
        attribute.addInts(number);
      }
      return attribute.build();
    }
    throw new IllegalArgumentException("attribute " + name + " of " + value.getClass());
  }

  /** A tensor with its sizes, in ONNX's order. */
  record Tensor(float[] values, List<Integer> sizes) {}

  Tensor run(Tensor... tensors) {
    if (tensors.length != inputs) {
      throw new IllegalArgumentException(tensors.length + " tensors for " + inputs + " inputs");
    }
    Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
    try {
      for (int i = 0; i < inputs; i++) {
        long[] sizes = tensors[i].sizes().stream().mapToLong(Integer::longValue).toArray();
        feeds.put(
            "x" + i,
            OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(), FloatBuffer.wrap(tensors[i].values()), sizes));
      }
      try (OrtSession.Result result = session.run(feeds)) {
        OnnxTensor y = (OnnxTensor) result.get(0);
        List<Integer> sizes =
            LongStream.of(y.getInfo().getShape()).mapToObj(Math::toIntExact).toList();
        FloatBuffer buffer = y.getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return new Tensor(values, sizes);
      }
    } catch (OrtException e) {
      throw new AssertionError("onnxruntime fails on " + List.of(tensors), e);
    } finally {
      feeds.values().forEach(OnnxTensor::close);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new AssertionError(e);
    }
  }
}
