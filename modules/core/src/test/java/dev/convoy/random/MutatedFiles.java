package dev.convoy.random;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;

/**
 * Drives a reader with damaged files: it reads them, or refuses them with an exception for bad
 * input whose message people can read, and takes little memory in either case.
 */
public final class MutatedFiles {
  /** How many for each reader; with the profile {@code fuzz} a million. */
  private static final int FILES = Integer.getInteger("test.files", 10_000);

  private static final long MOST_BYTES = 256L << 20;
  private static final int MOST_LINES = 3;

  /** As {@code java.io.IOException} and {@code EOFException}. */
  private static final Pattern CLASS_NAME =
      Pattern.compile("\\b[a-z]+(\\.[a-z0-9_]+)+\\.[A-Z]\\w+|\\b[A-Z]\\w*(Exception|Error)\\b");

  private MutatedFiles() {}

  /** What is tried. */
  public interface Reader {
    void read(byte[] content) throws IOException;
  }

  /** What takes the content of a file, through a file. */
  public static Reader throughFile(Path file, FileReader reader) {
    return content -> {
      overwrite(file, content);
      reader.read(file);
    };
  }

  /** Writes a file in place: to truncate it first would take most of a test's time. */
  public static void overwrite(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      if (channel.size() > content.length) {
        channel.truncate(content.length);
      }
    }
  }

  /** What reads a file. */
  public interface FileReader {
    void read(Path file) throws IOException;
  }

  /** Reads a sound file and damaged copies of it. */
  public static void drive(String name, byte[] sound, Reader reader) throws IOException {
    reader.read(sound);
    for (int i = 0; i < FILES; i++) {
      byte[] damaged = Mutations.of(sound, new TestRandom(name + " " + i));
      try {
        require(reader, damaged);
      } catch (AssertionError e) {
        throw new AssertionError(name + ", damaged file " + i + ": " + e.getMessage(), e);
      }
    }
  }

  private static void require(Reader reader, byte[] damaged) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      reader.read(damaged);
    } catch (IOException | IllegalArgumentException e) {
      requireReadable(e);
    } catch (RuntimeException | Error e) {
      throw new AssertionError("not an exception for bad input: " + e, e);
    }
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    if (bytes > MOST_BYTES) {
      throw new AssertionError("took " + bytes + " bytes");
    }
  }

  private static void requireReadable(Exception e) {
    String message = e.getMessage();
    if (message == null || message.isBlank()) {
      throw new AssertionError("no message: " + e, e);
    }
    if (message.lines().count() > MOST_LINES || CLASS_NAME.matcher(message).find()) {
      throw new AssertionError("not for people: " + message, e);
    }
  }
}
