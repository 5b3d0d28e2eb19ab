package dev.convoy.lease;

import dev.convoy.files.DurableFiles;
import dev.convoy.files.FileEntry;
import dev.convoy.files.FilePath;
import dev.convoy.files.LostContentException;
import dev.convoy.files.TemporaryName;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of a run's leases: {@code generation-00003} names the holder, is made by whoever comes
 * first and never changed; {@code heartbeat-00003} is rewritten by the holder alone. The largest
 * number is the one that counts. Who gives a lease back deletes its generation, for which no space
 * is needed; the heartbeat remains, so that the number is not given again.
 */
public final class LeaseFiles {
  /** Of a version that wrote so where this one deletes the generation. */
  private static final String RELEASED = "released\n";

  /**
   * Larger numbers count for nothing: no run has so many drivers, and those that come after it must
   * have numbers too. A file with such a name is left alone.
   */
  private static final int LARGEST = 999_000_000;

  private static final int MOST_BYTES = 1 << 16;
  private static final Pattern FORM = Pattern.compile("(generation|heartbeat)-(\\d{5,9})");

  private final FilePath directory;
  private final DurableFiles files;

  public LeaseFiles(FilePath directory, DurableFiles files) {
    this.directory = directory;
    this.files = files;
  }

  /** Whether a file of this name is a lease's. */
  public static boolean isOurs(String name) {
    return FORM.matcher(TemporaryName.finalName(name)).matches();
  }

  /** Whether a generation of this number can be a driver's. */
  public static boolean counts(int generation) {
    return generation <= LARGEST;
  }

  /** The generation that counts; 0 if there is none. */
  public int newest() throws IOException {
    return files.list(directory).stream()
        .mapToInt(entry -> number(entry.name()).orElse(0))
        .filter(LeaseFiles::counts)
        .max()
        .orElse(0);
  }

  private static OptionalInt number(String name) {
    Matcher matcher = FORM.matcher(name);
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(2)))
        : OptionalInt.empty();
  }

  /**
   * The number of the driver that follows.
   *
   * @throws IOException if there is none left
   */
  int after(int generation) throws IOException {
    if (!counts(generation + 1)) {
      throw new IOException(
          directory
              + ": no driver can come after number "
              + generation
              + "; remove the file or checkpoint that has it");
    }
    return generation + 1;
  }

  /** Makes a generation; returns whether this process was the first to do so. */
  public boolean create(int generation, LeaseHolder holder) throws IOException {
    files.makeDirectory(directory);
    return files.createNew(path("generation", generation), holder.toJson());
  }

  /** Who made a generation; empty if that is not to be read (yet). */
  public Optional<LeaseHolder> holder(int generation) throws IOException {
    return read(path("generation", generation)).flatMap(LeaseHolder::parse);
  }

  /** What the heartbeat is now, to be compared with what it was. */
  String heartbeat(int generation) throws IOException {
    return read(path("heartbeat", generation))
        .map(content -> new String(content, StandardCharsets.UTF_8))
        .orElse("");
  }

  boolean isReleased(int generation) throws IOException {
    return !isMade(generation) || heartbeat(generation).equals(RELEASED);
  }

  /** Whether there is a file of this generation, and not only the heartbeat of one that was. */
  boolean isMade(int generation) throws IOException {
    return files.status(path("generation", generation)).isPresent();
  }

  void beat(int generation, long count) throws IOException {
    byte[] content = (count + "\n").getBytes(StandardCharsets.UTF_8);
    files.write(path("heartbeat", generation), content);
  }

  void release(int generation) throws IOException {
    files.delete(path("generation", generation));
  }

  /** Removes what older leases left. */
  void removeBefore(int generation) throws IOException {
    for (FileEntry entry : files.list(directory)) {
      String name = TemporaryName.finalName(entry.name());
      if (entry.isFile() && number(name).orElse(generation) < generation) {
        files.delete(entry.path());
      }
    }
  }

  /**
   * What a file holds; nothing if there is none, if it is replaced or still written at this moment,
   * or if its content is lost.
   */
  private Optional<byte[]> read(FilePath file) throws IOException {
    try {
      return Optional.of(files.read(file, MOST_BYTES));
    } catch (FileNotFoundException | LostContentException e) {
      return Optional.empty();
    }
  }

  private FilePath path(String kind, int generation) {
    return directory.resolve(String.format(Locale.ROOT, "%s-%05d", kind, generation));
  }
}
