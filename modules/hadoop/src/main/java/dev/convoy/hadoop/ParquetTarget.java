package dev.convoy.hadoop;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * A stream that Parquet writes to, which others hash and close.
 *
 * @param out stays open
 */
record ParquetTarget(OutputStream out) implements OutputFile {
  @Override
  public PositionOutputStream create(long blockSize) {
    return new PositionOutputStream() {
      private long position;

      @Override
      public long getPos() {
        return position;
      }

      @Override
      public void write(int value) throws IOException {
        out.write(value);
        position++;
      }

      @Override
      public void write(byte[] from, int at, int count) throws IOException {
        out.write(from, at, count);
        position += count;
      }

      @Override
      public void flush() throws IOException {
        out.flush();
      }
    };
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSize) {
    return create(blockSize);
  }

  @Override
  public boolean supportsBlockSize() {
    return false;
  }

  @Override
  public long defaultBlockSize() {
    return 0;
  }
}
