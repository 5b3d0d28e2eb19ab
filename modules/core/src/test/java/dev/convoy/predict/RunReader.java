package dev.convoy.predict;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a run directory as somebody would who has only its files and PyTorch's conventions: uses
 * none of Convoy's code, and computes with loops in double precision. Knows the layers of one
 * model: a convolution of 3×3 with padding 1, batch normalization, ReLU, max pooling of 2×2 and a
 * dense layer.
 */
final class RunReader {
  private static final double LEVELS = 255;
  private static final double EPSILON = 1e-5;
  private static final int KERNEL = 3;

  private final Map<String, double[]> tensors = new HashMap<>();
  private final double mean;
  private final double deviation;

  RunReader(Path run) throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode config = json.readTree(run.resolve("config.json").toFile());
    mean = config.get("mean").get(0).asDouble();
    deviation = config.get("deviation").get(0).asDouble();
    List<String> types = new ArrayList<>();
    json.readTree(run.resolve("model.json").toFile())
        .get("layers")
        .forEach(layer -> types.add(layer.get("type").asText()));
    if (!types.equals(List.of("conv2d", "batchNorm", "relu", "maxPool", "dense"))) {
      throw new IllegalArgumentException("another model: " + types);
    }
    readTensors(ByteBuffer.wrap(Files.readAllBytes(run.resolve("model.safetensors"))), json);
  }

  /** The format of safetensors: length of the header, header in JSON, little-endian values. */
  private void readTensors(ByteBuffer file, ObjectMapper json) throws IOException {
    int length = (int) file.order(ByteOrder.LITTLE_ENDIAN).getLong();
    byte[] header = new byte[length];
    file.get(header);
    JsonNode entries = json.readTree(new String(header, StandardCharsets.UTF_8));
    for (Map.Entry<String, JsonNode> entry : entries.properties()) {
      if (entry.getKey().equals("__metadata__")) {
        continue;
      }
      JsonNode offsets = entry.getValue().get("data_offsets");
      int from = Long.BYTES + length + offsets.get(0).asInt();
      int to = Long.BYTES + length + offsets.get(1).asInt();
      double[] values = new double[(to - from) / Float.BYTES];
      for (int i = 0; i < values.length; i++) {
        values[i] = file.getFloat(from + i * Float.BYTES);
      }
      tensors.put(entry.getKey(), values);
    }
  }

  /** Of one image of one channel, {@code [height][width]}, as high as it is wide. */
  double[] probabilities(byte[] image) {
    int size = (int) Math.sqrt(image.length);
    double[][] input = new double[size][size];
    for (int i = 0; i < image.length; i++) {
      input[i / size][i % size] = ((image[i] & 0xFF) / LEVELS - mean) / deviation;
    }
    int filters = tensors.get("conv1.bias").length;
    int half = size / 2;
    double[] features = new double[filters * half * half];
    for (int f = 0; f < filters; f++) {
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          int at = (f * half + y / 2) * half + x / 2;
          // what ReLU leaves is never below 0, with which the maximum starts
          features[at] = Math.max(features[at], normalized(f, convolved(input, f, y, x)));
        }
      }
    }
    return softmax(dense(features));
  }

  private double convolved(double[][] input, int filter, int y, int x) {
    double[] weight = tensors.get("conv1.weight");
    double sum = tensors.get("conv1.bias")[filter];
    for (int ky = 0; ky < KERNEL; ky++) {
      for (int kx = 0; kx < KERNEL; kx++) {
        int row = y + ky - 1;
        int column = x + kx - 1;
        if (row >= 0 && row < input.length && column >= 0 && column < input.length) {
          sum += weight[(filter * KERNEL + ky) * KERNEL + kx] * input[row][column];
        }
      }
    }
    return sum;
  }

  private double normalized(int channel, double value) {
    double variance = tensors.get("bn1.running_var")[channel];
    double whitened =
        (value - tensors.get("bn1.running_mean")[channel]) / Math.sqrt(variance + EPSILON);
    return tensors.get("bn1.weight")[channel] * whitened + tensors.get("bn1.bias")[channel];
  }

  private double[] dense(double[] features) {
    double[] weight = tensors.get("fc1.weight");
    double[] logits = tensors.get("fc1.bias").clone();
    for (int c = 0; c < logits.length; c++) {
      for (int i = 0; i < features.length; i++) {
        logits[c] += weight[c * features.length + i] * features[i];
      }
    }
    return logits;
  }

  private static double[] softmax(double[] logits) {
    double sum = 0;
    for (int c = 0; c < logits.length; c++) {
      logits[c] = Math.exp(logits[c]);
      sum += logits[c];
    }
    for (int c = 0; c < logits.length; c++) {
      logits[c] /= sum;
    }
    return logits;
  }
}
