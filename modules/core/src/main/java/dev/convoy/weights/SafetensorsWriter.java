package dev.convoy.weights;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes safetensors files of 32-bit floats: the header's length in 8 bytes, the header in JSON,
 * padded with spaces to a multiple of 8 bytes, then the values, all little-endian.
 *
 * <p>Source: the format of the safetensors library by Hugging Face.
 */
final class SafetensorsWriter {
  /** The key of the header that is not a tensor. */
  static final String METADATA = "__metadata__";

  private static final int CHUNK_BYTES = 1 << 16;
  private static final int ALIGNMENT = 8;

  private SafetensorsWriter() {}

  /**
   * Writes a file and leaves the stream open.
   *
   * @param metadata free text by name
   * @param views the tensors, in the order they are to have
   * @param values what the views look at
   */
  static void write(
      OutputStream out, Map<String, String> metadata, List<TensorView> views, float[] values)
      throws IOException {
    byte[] header = header(metadata, views).toString().getBytes(StandardCharsets.UTF_8);
    int padded = (header.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] spaced = Arrays.copyOf(header, padded);
    Arrays.fill(spaced, header.length, padded, (byte) ' ');
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(chunk.putLong(padded).array(), 0, Long.BYTES);
    out.write(spaced);
    chunk.clear();
    for (TensorView view : views) {
      int length = view.rowLength();
      int stride = view.rowStride();
      TensorView.Rows rows = view.rows();
      while (rows.hasNext()) {
        int at = rows.next();
        for (int i = 0; i < length; i++) {
          if (!chunk.hasRemaining()) {
            out.write(chunk.array(), 0, chunk.position());
            chunk.clear();
          }
          chunk.putFloat(values[at]);
          at += stride;
        }
      }
    }
    out.write(chunk.array(), 0, chunk.position());
  }

  private static ObjectNode header(Map<String, String> metadata, List<TensorView> views) {
    ObjectNode header = JsonNodeFactory.instance.objectNode();
    metadata.forEach(header.putObject(METADATA)::put);
    long offset = 0;
    for (TensorView view : views) {
      long end = offset + view.size() * Float.BYTES;
      ObjectNode entry = header.putObject(view.name()).put("dtype", "F32");
      view.dimensions().forEach(entry.putArray("shape")::add);
      entry.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    return header;
  }
}
