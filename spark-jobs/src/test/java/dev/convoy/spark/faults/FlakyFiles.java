package dev.convoy.spark.faults;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;

/**
 * A disk, {@code flaky:///…}, on which the first attempts of each task cannot read, or read only
 * half of a file.
 */
public final class FlakyFiles extends LocalFiles {
  private static final String ATTEMPTS = "test.flaky.attempts";
  private static final String DAMAGE = "test.flaky.damage";

  /** Made by Hadoop. */
  public FlakyFiles() {
    super("flaky");
  }

  /**
   * With so many attempts of each task that fail, because files are damaged or not at all there.
   */
  static List<String> options(int attempts, boolean damage) {
    return options("flaky", FlakyFiles.class, ATTEMPTS + "=" + attempts, DAMAGE + "=" + damage);
  }

  @Override
  public FSDataInputStream open(Path file, int bufferSize) throws IOException {
    FSDataInputStream whole = super.open(file, bufferSize);
    TaskContext task = TaskContext.get();
    if (task == null || task.attemptNumber() >= getConf().getInt(ATTEMPTS, 0)) {
      return whole;
    }
    if (getConf().getBoolean(DAMAGE, false)) {
      return new FSDataInputStream(new Half(whole, getFileStatus(file).getLen() / 2));
    }
    whole.close();
    throw new IOException(file + ": flaky disk");
  }

  /** The first bytes of a file. */
  private static final class Half extends FSInputStream {
    private final FSDataInputStream whole;
    private final long end;

    Half(FSDataInputStream whole, long end) {
      this.whole = whole;
      this.end = end;
    }

    @Override
    public int read() throws IOException {
      return whole.getPos() < end ? whole.read() : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int most = (int) Math.min(length, end - whole.getPos());
      return length > 0 && most <= 0 ? -1 : whole.read(bytes, offset, most);
    }

    @Override
    public void seek(long position) throws IOException {
      whole.seek(position);
    }

    @Override
    public long getPos() throws IOException {
      return whole.getPos();
    }

    @Override
    public boolean seekToNewSource(long position) throws IOException {
      return false;
    }

    @Override
    public void close() throws IOException {
      whole.close();
    }
  }
}
