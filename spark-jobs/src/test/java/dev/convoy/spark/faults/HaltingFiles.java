package dev.convoy.spark.faults;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.Progressable;

/**
 * A disk, {@code halting:///…}, at which the process that uses it dies before a labelled step: the
 * first one whose label, such as {@code rename /…/manifest.json}, matches a pattern. A step {@code
 * write} has written half when it dies.
 */
public final class HaltingFiles extends LocalFiles {
  /** The status of a process that died here, as after {@code kill -9}. */
  static final int STATUS = 137;

  private static final String AT = "test.halting.at";

  /** Made by Hadoop. */
  public HaltingFiles() {
    super("halting");
  }

  /** With a pattern of the label; an empty one is that of no step. */
  static List<String> options(String pattern) {
    return options("halting", HaltingFiles.class, AT + "=" + pattern);
  }

  private boolean isEnd(String operation, Path path) {
    // Without what makes the name of a temporary file unguessable.
    String name = path.toUri().getPath().replaceFirst("[.][0-9a-f-]{36}[.]tmp$", ".tmp");
    return (operation + " " + name).matches(getConf().get(AT, ""));
  }

  private static void halt() {
    Runtime.getRuntime().halt(STATUS);
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
    if (isEnd("create", file)) {
      halt();
    }
    OutputStream out = super.create(file, overwrite, bufferSize, replication, blockSize, progress);
    return new FSDataOutputStream(isEnd("write", file) ? new Half(out) : out, null);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    if (isEnd("rename", to)) {
      halt();
    }
    return super.rename(from, to);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    if (exists(path) && isEnd("delete", path)) {
      halt();
    }
    return super.delete(path, recursive);
  }

  private static final class Half extends FilterOutputStream {
    Half(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length / 2);
      out.flush();
      halt();
    }
  }
}
