package dev.convoy.data;

import java.io.IOException;
import java.io.Serializable;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * A file as it was when it was opened, to notice that it is another one when it is read.
 *
 * @param uri where it is
 * @param length in bytes
 * @param modified when it was changed last, in milliseconds since 1970
 */
record FileStamp(String uri, long length, long modified) implements Serializable {
  /** Of a file as it is now. */
  static FileStamp of(String uri, Configuration hadoop) throws IOException {
    Path path = new Path(uri);
    FileStatus status = path.getFileSystem(hadoop).getFileStatus(path);
    return new FileStamp(uri, status.getLen(), status.getModificationTime());
  }

  /**
   * Checks that the file is still the same.
   *
   * @throws IOException if it is not, or no longer there
   */
  void requireUnchanged(Configuration hadoop) throws IOException {
    FileStamp now = of(uri, hadoop);
    if (!now.equals(this)) {
      throw new IOException(
          uri
              + ": changed since it was opened: had "
              + length
              + " bytes of "
              + Instant.ofEpochMilli(modified)
              + ", has "
              + now.length
              + " of "
              + Instant.ofEpochMilli(now.modified));
    }
  }
}
