package dev.convoy.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * The content of a gzip file, which also knows where the file should have ended: whatever follows
 * the last member that is whole, {@link GZIPInputStream} passes over in silence.
 */
final class GzipContent extends GZIPInputStream {
  private static final int TRAILER_BYTES = 8;

  private final Counted counted;
  private long filled;

  private GzipContent(Counted counted, int bufferBytes) throws IOException {
    super(counted, bufferBytes);
    this.counted = counted;
  }

  /** Of a file from its beginning. */
  static GzipContent of(InputStream file, int bufferBytes) throws IOException {
    return new GzipContent(new Counted(file), bufferBytes);
  }

  @Override
  protected void fill() throws IOException {
    super.fill();
    filled = counted.count;
  }

  /** Number of bytes up to the end of the last member, once all of the content was read. */
  long end() {
    return filled - inf.getRemaining() + TRAILER_BYTES;
  }

  /** Counts what was read. */
  private static final class Counted extends InputStream {
    private final InputStream in;
    private long count;

    Counted(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      int next = in.read();
      count += next < 0 ? 0 : 1;
      return next;
    }

    @Override
    public int read(byte[] to, int at, int length) throws IOException {
      int read = in.read(to, at, length);
      count += Math.max(0, read);
      return read;
    }

    @Override
    public int available() throws IOException {
      return in.available();
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
