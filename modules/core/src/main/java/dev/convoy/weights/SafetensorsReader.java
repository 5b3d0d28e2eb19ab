package dev.convoy.weights;

import dev.convoy.text.DidYouMean;
import dev.convoy.text.StrictJson;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a safetensors file from front to back. Sizes are checked before memory is taken. */
public final class SafetensorsReader {
  private static final int CHUNK_BYTES = 1 << 16;

  private final String source;
  private final InputStream in;
  private final SafetensorsHeader header;

  /**
   * Reads the header of a file of 32-bit floats.
   *
   * @param source the file's name, for messages
   * @param in read by this object alone; left open
   * @param length of the file
   * @throws IllegalArgumentException in one line, if the header is malformed
   */
  public SafetensorsReader(String source, InputStream in, long length) throws IOException {
    this(source, in, length, EnumSet.of(TensorType.F32));
  }

  /**
   * Reads the header of a file.
   *
   * @param source the file's name, for messages
   * @param in read by this object alone; left open
   * @param length of the file
   * @param floats the types that its tensors may have
   * @throws IllegalArgumentException in one line, if the header is malformed
   */
  public SafetensorsReader(String source, InputStream in, long length, Set<TensorType> floats)
      throws IOException {
    this.source = source;
    this.in = in;
    this.header = SafetensorsHeader.read(source, in, length, floats);
  }

  public SafetensorsHeader header() {
    return header;
  }

  /**
   * Reads all values; counters of batches are passed over.
   *
   * @param views the tensors that the file must have, each in this shape, and no others
   * @param size of the array that the views look at
   * @return that array
   * @throws IllegalArgumentException in one line that names the tensor that does not fit
   */
  public float[] read(List<TensorView> views, int size) throws IOException {
    Map<String, TensorView> byName = new HashMap<>();
    views.forEach(view -> byName.put(view.name(), view));
    requireTensors(views, byName);
    float[] values = new float[size];
    read(byName, values);
    return values;
  }

  /**
   * Reads the values of some tensors; the others are passed over.
   *
   * @param wanted views of {@code values} by the names of tensors of their shapes
   * @param values overwritten where the views look
   */
  public void read(Map<String, TensorView> wanted, float[] values) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (SafetensorsHeader.Entry entry : header.entries()) {
      if (wanted.containsKey(entry.name())) {
        read(wanted.get(entry.name()), entry, chunk, values);
      } else {
        skip(entry);
      }
    }
    if (in.read() >= 0) {
      throw StrictJson.malformed(source, "goes on after its last tensor", null);
    }
  }

  private void skip(SafetensorsHeader.Entry entry) throws IOException {
    try {
      in.skipNBytes(entry.end() - entry.begin());
    } catch (EOFException e) {
      throw StrictJson.malformed(source, "ends within tensor '" + entry.name() + "'", e);
    }
  }

  private void read(
      TensorView view, SafetensorsHeader.Entry entry, ByteBuffer chunk, float[] values)
      throws IOException {
    int length = view.rowLength();
    int stride = view.rowStride();
    long left = entry.end() - entry.begin();
    chunk.limit(0);
    TensorView.Rows rows = view.rows();
    while (rows.hasNext()) {
      int at = rows.next();
      for (int i = 0; i < length; i++) {
        if (!chunk.hasRemaining()) {
          int count = (int) Math.min(CHUNK_BYTES, left);
          if (in.readNBytes(chunk.array(), 0, count) < count) {
            throw StrictJson.malformed(source, "ends within tensor '" + entry.name() + "'", null);
          }
          chunk.clear().limit(count);
          left -= count;
        }
        values[at] = entry.type().next(chunk);
        at += stride;
      }
    }
  }

  private void requireTensors(List<TensorView> views, Map<String, TensorView> byName) {
    Map<String, List<Long>> found = new HashMap<>();
    for (SafetensorsHeader.Entry entry : header.entries()) {
      found.put(entry.name(), entry.dimensions());
      if (!entry.isCounter() && !byName.containsKey(entry.name())) {
        throw StrictJson.malformed(
            source,
            "tensor '"
                + entry.name()
                + "' is not of this model"
                + DidYouMean.suggestion(entry.name(), byName.keySet()),
            null);
      }
    }
    for (TensorView view : views) {
      List<Long> dimensions = found.get(view.name());
      if (dimensions == null) {
        throw StrictJson.malformed(source, "tensor '" + view.name() + "' is missing", null);
      }
      if (!dimensions.equals(view.dimensions().stream().map(Integer::longValue).toList())) {
        throw StrictJson.malformed(
            source,
            "tensor '"
                + view.name()
                + "' has the shape "
                + dimensions
                + ", the model needs "
                + view.dimensions(),
            null);
      }
    }
  }
}
