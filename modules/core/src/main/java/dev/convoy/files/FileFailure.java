package dev.convoy.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a file system refused, as an exception that names the file. */
public final class FileFailure {
  private static final String NO_SPACE = "no space left on device";
  private static final String QUOTA = "disk quota exceeded";

  private FileFailure() {}

  /** With a message that begins with the file's name. */
  static IOException of(FilePath file, Throwable failure) {
    Optional<String> full = noSpace(failure);
    String reason = full.orElseGet(() -> reason(failure));
    String message = reason.startsWith(file.toString()) ? reason : file + ": " + reason;
    return full.isPresent()
        ? new NoSpaceException(message, failure)
        : new IOException(message, failure);
  }

  /** What is full, in a few words, if that is why something failed. */
  public static Optional<String> noSpace(Throwable failure) {
    Optional<String> full = Optional.empty();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof NoSpaceException) {
        full = Optional.of(reason(cause));
      }
      String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      Optional<String> known = Stream.of(NO_SPACE, QUOTA).filter(message::contains).findFirst();
      if (known.isPresent()) {
        return known;
      }
    }
    return full;
  }

  /** Why something failed, without the name of a Java class. */
  public static String reason(Throwable failure) {
    if (failure instanceof Error && failure.getCause() != null) {
      return reason(failure.getCause());
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (failure instanceof NotDirectoryException || failure instanceof FileAlreadyExistsException) {
      return "not a directory";
    }
    if (failure instanceof DirectoryNotEmptyException) {
      return "the directory is not empty";
    }
    String message =
        failure instanceof FileSystemException own ? own.getReason() : failure.getMessage();
    return message == null ? "the file system gave no reason" : message;
  }
}
