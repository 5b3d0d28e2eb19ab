package dev.convoy.data;

import java.io.IOException;

/** Takes examples, one after the other. */
public interface ExampleSink {
  /**
   * Takes the next example.
   *
   * @param pixels holds unsigned bytes in height, width, channel order; copied
   * @param at where the example's pixels begin
   * @param label its class, at least 0
   * @throws IOException if it is one too many, or no label
   */
  void add(byte[] pixels, int at, int label) throws IOException;
}
