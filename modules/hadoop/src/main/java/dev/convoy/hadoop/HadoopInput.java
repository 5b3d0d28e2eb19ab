package dev.convoy.hadoop;

import java.io.IOException;
import java.io.InputStream;

/** A file of a file system of Hadoop. */
final class HadoopInput extends InputStream {
  private final InputStream in;

  HadoopInput(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    return HadoopFailure.translated(in::read);
  }

  @Override
  public int read(byte[] to, int at, int count) throws IOException {
    return HadoopFailure.translated(() -> in.read(to, at, count));
  }

  @Override
  public long skip(long count) throws IOException {
    return HadoopFailure.translated(() -> in.skip(count));
  }

  @Override
  public int available() throws IOException {
    return HadoopFailure.translated(in::available);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
