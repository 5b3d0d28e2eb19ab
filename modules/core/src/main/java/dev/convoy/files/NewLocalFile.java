package dev.convoy.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.Syncable;

/**
 * A file on the local disk that was not there before. The operating system makes it in one step and
 * follows no link, where Hadoop's own looks first and opens then.
 */
final class NewLocalFile extends OutputStream implements Syncable, StreamCapabilities {
  private final FileChannel channel;

  /** Makes the file; see {@link FileChannel#open} for how that fails. */
  NewLocalFile(Path file) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  @Override
  public boolean hasCapability(String capability) {
    return capability.equalsIgnoreCase(StreamCapabilities.HSYNC);
  }

  /** What is written is with the operating system already. */
  @Override
  public void hflush() {}

  @Override
  public void hsync() throws IOException {
    channel.force(true);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
