package dev.convoy.checkpoint;

import dev.convoy.files.DurableFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.BlockMissingException;
import org.apache.hadoop.hdfs.CannotObtainBlockLengthException;

/**
 * The files of a run's leases: {@code generation-00003} names the holder, is made by whoever comes
 * first and never changed; {@code heartbeat-00003} is rewritten by the holder alone. The largest
 * generation is the one that counts.
 */
final class LeaseFiles {
  private static final String RELEASED = "released\n";
  private static final int MOST_BYTES = 1 << 16;
  private static final Pattern FORM = Pattern.compile("(generation|heartbeat)-(\\d{5,9})");

  private final Path directory;
  private final DurableFiles files;

  LeaseFiles(Path directory, DurableFiles files) {
    this.directory = directory;
    this.files = files;
  }

  /** Whether a file of this name is a lease's. */
  static boolean isOurs(String name) {
    return FORM.matcher(DurableFiles.finalName(name)).matches();
  }

  /** The generation that counts; 0 if there is none. */
  int newest() throws IOException {
    int newest = 0;
    for (FileStatus entry : files.list(directory)) {
      OptionalInt generation = generation(entry.getPath().getName(), "generation");
      newest = Math.max(newest, generation.orElse(0));
    }
    return newest;
  }

  private static OptionalInt generation(String name, String kind) {
    Matcher matcher = FORM.matcher(name);
    return matcher.matches() && (kind.isEmpty() || kind.equals(matcher.group(1)))
        ? OptionalInt.of(Integer.parseInt(matcher.group(2)))
        : OptionalInt.empty();
  }

  /** Makes a generation; returns whether this process was the first to do so. */
  boolean create(int generation, LeaseHolder holder) throws IOException {
    files.makeDirectory(directory);
    return files.createNew(path("generation", generation), holder.toJson());
  }

  /** Who made a generation; empty if that is not to be read (yet). */
  Optional<LeaseHolder> holder(int generation) throws IOException {
    return read(path("generation", generation)).flatMap(LeaseHolder::parse);
  }

  /** What the heartbeat is now, to be compared with what it was. */
  String heartbeat(int generation) throws IOException {
    return read(path("heartbeat", generation))
        .map(content -> new String(content, StandardCharsets.UTF_8))
        .orElse("");
  }

  boolean isReleased(int generation) throws IOException {
    return heartbeat(generation).equals(RELEASED);
  }

  void beat(int generation, long count) throws IOException {
    write(generation, count + "\n");
  }

  void release(int generation) throws IOException {
    write(generation, RELEASED);
  }

  private void write(int generation, String content) throws IOException {
    files.write(path("heartbeat", generation), content.getBytes(StandardCharsets.UTF_8));
  }

  /** Removes what older leases left. */
  void removeBefore(int generation) throws IOException {
    for (FileStatus entry : files.list(directory)) {
      String name = DurableFiles.finalName(entry.getPath().getName());
      if (generation(name, "").orElse(generation) < generation) {
        files.delete(entry.getPath());
      }
    }
  }

  /**
   * What a file holds; nothing if there is none, if it is replaced or still written at this moment,
   * or if its content is lost.
   */
  private Optional<byte[]> read(Path file) throws IOException {
    try {
      return Optional.of(files.read(file, MOST_BYTES));
    } catch (FileNotFoundException
        | BlockMissingException
        | CannotObtainBlockLengthException
        | ChecksumException e) {
      return Optional.empty();
    }
  }

  private Path path(String kind, int generation) {
    return new Path(directory, String.format(Locale.ROOT, "%s-%05d", kind, generation));
  }
}
