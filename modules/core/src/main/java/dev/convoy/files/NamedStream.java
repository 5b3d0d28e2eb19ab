package dev.convoy.files;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/** A file that is being written; what goes wrong names the file that it will be. */
final class NamedStream extends OutputStream {
  private final Path target;
  private final FSDataOutputStream out;

  NamedStream(Path target, FSDataOutputStream out) {
    this.target = target;
    this.out = out;
  }

  private interface Step {
    void run() throws IOException;
  }

  private void named(Step step) throws IOException {
    try {
      step.run();
    } catch (IOException | FSError e) {
      throw FileFailure.of(target, e);
    }
  }

  @Override
  public void write(int value) throws IOException {
    named(() -> out.write(value));
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    named(() -> out.write(bytes, offset, length));
  }

  @Override
  public void flush() throws IOException {
    named(out::flush);
  }

  /** Number of bytes so far. */
  long position() {
    return out.getPos();
  }

  /** Brings all to the disk, where that can be asked for. */
  void synchronize() throws IOException {
    flush();
    if (out.hasCapability(StreamCapabilities.HSYNC)) {
      named(out::hsync);
    }
  }

  @Override
  public void close() throws IOException {
    named(out::close);
  }
}
