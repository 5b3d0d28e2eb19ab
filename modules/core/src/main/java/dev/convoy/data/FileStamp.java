package dev.convoy.data;

import dev.convoy.files.FileEntry;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.time.Instant;

/**
 * A file as it was when it was opened, to notice that it is another one when it is read.
 *
 * @param file its absolute path
 * @param length in bytes
 * @param modified when it was changed last, in milliseconds since 1970
 */
public record FileStamp(FilePath file, long length, long modified) implements Serializable {
  /** Of a file as it is now. */
  public static FileStamp of(FilePath file, Storage storage) throws IOException {
    FileEntry found =
        storage.status(file).orElseThrow(() -> new FileNotFoundException(file + ": no such file"));
    return new FileStamp(file, found.length(), found.modified());
  }

  /**
   * Checks that the file is still the same.
   *
   * @throws IOException if it is not, or no longer there
   */
  public void requireUnchanged(Storage storage) throws IOException {
    FileStamp now = of(file, storage);
    if (!now.equals(this)) {
      throw new IOException(
          file
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
