package dev.convoy.hadoop;

import dev.convoy.files.LostContentException;
import dev.convoy.files.NoSpaceException;
import java.io.IOException;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.hdfs.BlockMissingException;
import org.apache.hadoop.hdfs.CannotObtainBlockLengthException;
import org.apache.hadoop.hdfs.protocol.QuotaExceededException;

/** What Hadoop's file systems throw, in the terms of a storage. */
final class HadoopFailure {
  private HadoopFailure() {}

  /** Work with a file system. */
  interface Step<T> {
    T run() throws IOException;
  }

  /** Does work; what Hadoop alone knows becomes what everybody knows. */
  static <T> T translated(Step<T> step) throws IOException {
    try {
      return step.run();
    } catch (FSError e) {
      // Hadoop's local file system throws it for what a disk refuses; most code does not expect it.
      throw e.getCause() instanceof IOException refused ? refused : new IOException(e);
    } catch (ChecksumException | BlockMissingException | CannotObtainBlockLengthException e) {
      throw new LostContentException(e.getMessage(), e);
    } catch (IOException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof QuotaExceededException) {
          throw new NoSpaceException(cause.getMessage(), e);
        }
      }
      throw e;
    }
  }
}
