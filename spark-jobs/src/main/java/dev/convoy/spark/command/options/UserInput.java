package dev.convoy.spark.command.options;

import dev.convoy.files.FileEntry;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.spark.command.output.MessageText;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnknownHostException;
import java.util.Optional;

/** Checks of what the user gave; what is refused names it. */
public final class UserInput {
  private UserInput() {}

  /** Work that checks what the user gave. */
  public interface Check<T> {
    T get() throws IOException;
  }

  /** Runs a check; what it refuses is bad input. */
  public static <T> T checked(Check<T> check) {
    try {
      return check.get();
    } catch (IllegalArgumentException | IOException e) {
      throw new BadInputException(MessageText.of(e), e);
    } catch (ArithmeticException e) {
      throw new BadInputException(
          "the sizes of model, data and options together are too large to count", e);
    }
  }

  /** Runs a check without a result. */
  public static void require(Runnable check) {
    checked(
        () -> {
          check.run();
          return true;
        });
  }

  /**
   * Does work with something that the user gave; what it or a file system refuses names that.
   *
   * @param what the option that gave it
   */
  public static <T> T about(String what, String value, Check<T> work) throws IOException {
    String named = "'" + value + "'";
    try {
      return work.get();
    } catch (IOException e) {
      requireConnector(what, value, e);
      String line = MessageText.of(e);
      if (line.startsWith(named)) {
        throw new IOException(what + " " + line, e);
      }
      throw line.contains(value) ? e : new IOException(what + " " + named + ": " + line, e);
    } catch (IllegalArgumentException e) {
      if (e.getCause() instanceof UnknownHostException host) {
        throw new IOException(what + " " + named + ": no such host: " + host.getMessage(), e);
      }
      String line = MessageText.of(e);
      throw line.startsWith(named) ? new IllegalArgumentException(what + " " + line, e) : e;
    } catch (RuntimeException e) {
      requireConnector(what, value, e);
      throw e;
    }
  }

  private static void requireConnector(String what, String value, Exception failure) {
    Optional<String> missing = FileSystemConnector.missing(value, failure);
    if (missing.isPresent()) {
      throw new BadInputException(what + " '" + value + "': " + missing.get(), failure);
    }
  }

  /** Opens a file that the user gave; to be called within {@link #about}, which names it. */
  public static InputStream open(String what, String file, Storage storage) throws IOException {
    FilePath path = ModelArgument.path(what, file);
    try {
      if (storage.status(path).filter(FileEntry::isDirectory).isPresent()) {
        throw new IOException("'" + file + "': is a directory, must be a file");
      }
      return storage.open(path);
    } catch (FileNotFoundException e) {
      throw new FileNotFoundException("'" + file + "': no such file");
    }
  }
}
