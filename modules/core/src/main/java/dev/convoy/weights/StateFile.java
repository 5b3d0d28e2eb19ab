package dev.convoy.weights;

import dev.convoy.text.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** A flat array as a safetensors file with the one tensor {@code state}. */
public final class StateFile {
  private static final String NAME = "state";

  private StateFile() {}

  public static void write(float[] state, OutputStream out) throws IOException {
    SafetensorsWriter.write(out, Map.of(), List.of(TensorView.plain(NAME, 0, state.length)), state);
  }

  public static float[] read(String source, InputStream in, long length) throws IOException {
    SafetensorsReader reader = new SafetensorsReader(source, in, length);
    long size = length / Float.BYTES;
    for (SafetensorsHeader.Entry entry : reader.header().entries()) {
      size = (entry.end() - entry.begin()) / Float.BYTES;
    }
    if (size > Integer.MAX_VALUE - 8) {
      throw StrictJson.malformed(source, "holds " + size + " values, too many for an array", null);
    }
    return reader.read(List.of(TensorView.plain(NAME, 0, (int) size)), (int) size);
  }
}
