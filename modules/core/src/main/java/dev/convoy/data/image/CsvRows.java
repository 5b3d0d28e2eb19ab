package dev.convoy.data.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The rows of comma-separated values (RFC 4180) in UTF-8, and where in the file they begin. */
final class CsvRows {
  private static final int MOST_ROW_BYTES = 1 << 16;
  private static final int BYTE_ORDER_MARK = 0xEF;

  private final InputStream in;
  private final String source;
  private long position;
  private int ahead;

  /**
   * Before the first row.
   *
   * @param in buffered
   * @param position of the stream in its file
   * @param source for messages
   */
  CsvRows(InputStream in, long position, String source) throws IOException {
    this.in = in;
    this.position = position;
    this.source = source;
    this.ahead = in.read();
    if (position == 0 && ahead == BYTE_ORDER_MARK) {
      for (int i = 0; i < 3; i++) {
        take();
      }
    }
  }

  private int take() throws IOException {
    int taken = ahead;
    ahead = in.read();
    position++;
    return taken;
  }

  /** Where the next row begins. */
  long position() {
    return position;
  }

  /** The fields of the next row; none at the end. Empty lines are passed over. */
  List<String> next() throws IOException {
    while (ahead == '\n' || ahead == '\r') {
      take();
    }
    List<String> fields = new ArrayList<>();
    if (ahead < 0) {
      return fields;
    }
    long start = position;
    boolean more = true;
    while (more) {
      fields.add(ahead == '"' ? quoted(start) : plain(start));
      if (ahead >= 0 && ahead != ',' && ahead != '\n' && ahead != '\r') {
        throw malformed(start, "has text after a quoted field");
      }
      more = ahead == ',';
      if (more) {
        take();
      }
    }
    return fields;
  }

  private String plain(long start) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (ahead >= 0 && ahead != ',' && ahead != '\n' && ahead != '\r') {
      bytes.write(take());
      requireShort(start);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private String quoted(long start) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    take();
    while (true) {
      if (ahead < 0) {
        throw malformed(start, "ends within quotes");
      }
      int taken = take();
      if (taken == '"') {
        if (ahead != '"') {
          return bytes.toString(StandardCharsets.UTF_8);
        }
        take();
      }
      bytes.write(taken);
      requireShort(start);
    }
  }

  private void requireShort(long start) throws IOException {
    if (position - start > MOST_ROW_BYTES) {
      throw malformed(start, "has more than " + MOST_ROW_BYTES + " bytes");
    }
  }

  private IOException malformed(long start, String how) {
    return new IOException(source + ": the row at byte " + start + " " + how);
  }
}
