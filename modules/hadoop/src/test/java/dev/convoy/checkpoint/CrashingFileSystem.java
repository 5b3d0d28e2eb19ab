package dev.convoy.checkpoint;

import dev.convoy.files.Storage;
import dev.convoy.hadoop.HadoopStorage;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local disk under the scheme {@code crash}, of a machine that dies at a chosen step: steps are
 * what changes the disk, a write dies half done, and so does the deletion of a directory. Files are
 * not replaced by renaming, as on HDFS, if the configuration says so.
 */
public final class CrashingFileSystem extends RawLocalFileSystem {
  /** What a dead machine throws. */
  static final class Crash extends IOException {
    private static final long serialVersionUID = 1;
  }

  private static final String REPLACES = "test.crash.replaces";
  private static final int NEVER = Integer.MAX_VALUE;

  /** Hadoop makes the object, so what the test says must be where it finds it. */
  private static int stepsLeft = NEVER;

  private static boolean readsFail;

  private boolean replaces;

  static Storage storage(boolean replaces) {
    Configuration configuration = new Configuration(false);
    configuration.setClass("fs.crash.impl", CrashingFileSystem.class, RawLocalFileSystem.class);
    configuration.setBoolean("fs.crash.impl.disable.cache", true);
    configuration.setBoolean(REPLACES, replaces);
    return new HadoopStorage(configuration);
  }

  static void dieAfter(int steps) {
    stepsLeft = steps;
  }

  static void stayAlive() {
    stepsLeft = NEVER;
  }

  static void failReads(boolean fail) {
    readsFail = fail;
  }

  @Override
  public FSDataInputStream open(Path file, int bufferSize) throws IOException {
    if (readsFail) {
      throw new Crash();
    }
    return super.open(file, bufferSize);
  }

  @Override
  public URI getUri() {
    return URI.create("crash:///");
  }

  @Override
  public String getScheme() {
    return "crash";
  }

  @Override
  public void initialize(URI uri, Configuration configuration) throws IOException {
    super.initialize(uri, configuration);
    replaces = configuration.getBoolean(REPLACES, true);
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    step();
    OutputStream out = super.create(file, overwrite, bufferSize, replication, blockSize, progress);
    return new FSDataOutputStream(new Dying(out), null);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    step();
    return (replaces || !exists(to)) && super.rename(from, to);
  }

  @Override
  public boolean mkdirs(Path directory) throws IOException {
    step();
    return super.mkdirs(directory);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    if (exists(path) && getFileStatus(path).isDirectory()) {
      for (FileStatus child : listStatus(path)) {
        delete(child.getPath(), recursive);
      }
    }
    step();
    return super.delete(path, recursive);
  }

  /** Without Hadoop's native library this starts a process for every file, thousands here. */
  @Override
  public void setPermission(Path path, FsPermission permission) {}

  private static void step() throws IOException {
    if (stepsLeft != NEVER && --stepsLeft < 0) {
      // Whoever is dead stays dead.
      stepsLeft = 0;
      throw new Crash();
    }
  }

  private static final class Dying extends FilterOutputStream {
    Dying(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        step();
      } catch (Crash e) {
        out.write(bytes, offset, length / 2);
        throw e;
      }
      out.write(bytes, offset, length);
    }
  }
}
