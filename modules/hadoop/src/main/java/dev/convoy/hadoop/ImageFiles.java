package dev.convoy.hadoop;

import dev.convoy.files.FileEntry;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.image.BadImageException;
import dev.convoy.image.ImageLimits;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Images in files of their own, of which a table has the paths; only those below a folder. */
final class ImageFiles {
  private final FilePath folder;
  private final Storage storage;
  private final ImageLimits limits;

  /** Below a folder. */
  ImageFiles(FilePath folder, Storage storage, ImageLimits limits) {
    this.folder = folder;
    this.storage = storage;
    this.limits = limits;
  }

  /**
   * Reads one.
   *
   * @param path relative to the folder, if there is one
   * @throws BadImageException if there is no such file below the folder, or it is too large
   */
  byte[] read(Optional<String> path) throws IOException {
    if (path.isEmpty()) {
      throw new BadImageException("has no content");
    }
    FilePath below = below(path.get());
    Optional<FileEntry> found = storage.status(below);
    if (found.filter(entry -> !entry.isDirectory()).isEmpty()) {
      throw new BadImageException(
          "has no content, and there is no file '" + OneLine.of(path.get()) + "'");
    }
    requireLength(found.get().length(), limits);
    try (InputStream in = storage.open(below)) {
      byte[] content = in.readNBytes(limits.bytes());
      if (content.length != found.get().length()) {
        throw new IOException(below + ": changed while it was read");
      }
      return content;
    }
  }

  private FilePath below(String path) throws BadImageException {
    try {
      // It takes out dots that lead back down again.
      FilePath relative = FilePath.of(path);
      String text = relative.text();
      boolean inside =
          relative.scheme().isEmpty()
              && !text.startsWith("/")
              && !text.equals("..")
              && !text.startsWith("../");
      if (inside) {
        return folder.resolve(text);
      }
    } catch (IllegalArgumentException e) {
      throw new BadImageException("has no content, and a path that is none", e);
    }
    throw new BadImageException(
        "has no content, and its path '" + OneLine.of(path) + "' is not below the folder");
  }

  /** Checks the length of an encoded image. */
  static void requireLength(long bytes, ImageLimits limits) throws BadImageException {
    if (bytes == 0) {
      throw new BadImageException("has no content");
    }
    if (bytes > limits.bytes()) {
      throw new BadImageException("has " + bytes + " bytes, may have " + limits.bytes());
    }
  }
}
