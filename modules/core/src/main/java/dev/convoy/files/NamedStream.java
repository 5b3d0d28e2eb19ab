package dev.convoy.files;

import java.io.IOException;
import java.io.OutputStream;

/** A file that is being written; what goes wrong names the file that it will be. */
final class NamedStream extends OutputStream {
  private final FilePath target;
  private final NewFile out;
  private long position;

  NamedStream(FilePath target, NewFile out) {
    this.target = target;
    this.out = out;
  }

  private interface Step {
    void run() throws IOException;
  }

  private void named(Step step) throws IOException {
    try {
      step.run();
    } catch (IOException e) {
      throw FileFailure.of(target, e);
    }
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    named(() -> out.write(bytes, offset, length));
    position += length;
  }

  @Override
  public void flush() throws IOException {
    named(out::flush);
  }

  /** Number of bytes so far. */
  long position() {
    return position;
  }

  /** Brings all to the disk, where that can be asked for. */
  void synchronize() throws IOException {
    named(out::synchronize);
  }

  @Override
  public void close() throws IOException {
    named(out::close);
  }
}
