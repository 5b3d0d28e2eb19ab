package dev.convoy.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.Syncable;

/**
 * A file on the local disk that was not there before. The operating system makes it in one step and
 * follows no link, where Hadoop's own looks first and opens then.
 */
final class NewLocalFile extends BufferedOutputStream implements Syncable, StreamCapabilities {
  private static final int BUFFER_BYTES = 1 << 16;

  private final FileChannel channel;

  /** Makes the file; see {@link FileChannel#open} for how that fails. */
  NewLocalFile(Path file) throws IOException {
    this(FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  private NewLocalFile(FileChannel channel) {
    super(Channels.newOutputStream(channel), BUFFER_BYTES);
    this.channel = channel;
  }

  @Override
  public boolean hasCapability(String capability) {
    return capability.equalsIgnoreCase(StreamCapabilities.HSYNC);
  }

  @Override
  public void hflush() throws IOException {
    flush();
  }

  @Override
  public void hsync() throws IOException {
    flush();
    channel.force(true);
  }
}
