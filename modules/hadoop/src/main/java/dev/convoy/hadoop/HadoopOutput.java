package dev.convoy.hadoop;

import dev.convoy.files.NewFile;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.StreamCapabilities;

/** A new file of a file system of Hadoop. */
final class HadoopOutput implements NewFile {
  private final FSDataOutputStream out;

  HadoopOutput(FSDataOutputStream out) {
    this.out = out;
  }

  private interface Step {
    void run() throws IOException;
  }

  private static void translated(Step step) throws IOException {
    HadoopFailure.translated(
        () -> {
          step.run();
          return true;
        });
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    translated(() -> out.write(bytes, offset, length));
  }

  @Override
  public void flush() throws IOException {
    translated(out::flush);
  }

  @Override
  public void synchronize() throws IOException {
    translated(
        () -> {
          out.flush();
          if (out.hasCapability(StreamCapabilities.HSYNC)) {
            out.hsync();
          }
        });
  }

  @Override
  public void close() throws IOException {
    translated(out::close);
  }
}
