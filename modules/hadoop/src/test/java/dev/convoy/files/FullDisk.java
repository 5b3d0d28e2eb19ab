package dev.convoy.files;

import dev.convoy.hadoop.HadoopStorage;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local disk under the scheme {@code full}, which has room for so many bytes until a test says
 * otherwise. It says that it is full as Hadoop's own does, with an {@link FSError}.
 */
public final class FullDisk extends RawLocalFileSystem {
  /** Hadoop makes the object, so what the test says must be where it finds it. */
  private static long room = Long.MAX_VALUE;

  /** Where it is known. */
  public static Configuration configuration() {
    Configuration configuration = new Configuration(false);
    configuration.setClass("fs.full.impl", FullDisk.class, RawLocalFileSystem.class);
    configuration.setBoolean("fs.full.impl.disable.cache", true);
    return configuration;
  }

  /** The same as a storage. */
  public static Storage storage() {
    return new HadoopStorage(configuration());
  }

  /** A directory on it. */
  public static FilePath path(java.nio.file.Path directory) {
    return FilePath.of("full://" + directory);
  }

  /** So many more bytes can be written. */
  public static void setRoom(long bytes) {
    room = bytes;
  }

  /** Nothing is full any more. */
  public static void clear() {
    room = Long.MAX_VALUE;
  }

  @Override
  public URI getUri() {
    return URI.create("full:///");
  }

  @Override
  public String getScheme() {
    return "full";
  }

  /** Without Hadoop's native library this starts a process for every file. */
  @Override
  public void setPermission(Path path, FsPermission permission) {}

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    OutputStream out = super.create(file, overwrite, bufferSize, replication, blockSize, progress);
    return new FSDataOutputStream(new Limited(out), null);
  }

  /** Only Hadoop itself can make one. */
  private static FSError full() {
    try {
      Constructor<FSError> constructor = FSError.class.getDeclaredConstructor(Throwable.class);
      constructor.setAccessible(true);
      return constructor.newInstance(new IOException("No space left on device"));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Limited extends FilterOutputStream {
    Limited(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (length > room) {
        throw full();
      }
      room -= length;
      out.write(bytes, offset, length);
    }
  }
}
