package dev.convoy.files;

import dev.convoy.model.StrictJson;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.io.IOUtils;

/**
 * Whole files, written under a temporary name, synchronized and renamed, so that a final name never
 * stands for half a file.
 *
 * <p>On a local disk Hadoop's checksum files are left out: a file and its checksum cannot be
 * renamed in one step, so a crash in between makes a good file unreadable, and the checksummed
 * stream does not synchronize. Manifests carry SHA-256 instead.
 */
public final class DurableFiles {
  /** Writes a file's content. */
  public interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Reads a file's content, to the end. */
  public interface Reader<T> {
    T read(String source, InputStream in) throws IOException;
  }

  /** What has to hold for a file to appear; throws if it does not. */
  public interface Condition {
    void require() throws IOException;
  }

  private static final int BUFFER_BYTES = 1 << 16;

  private final FileSystem fileSystem;
  private final boolean checksummed;

  /** Files on the file system of this path. */
  public DurableFiles(Path path, Configuration configuration) throws IOException {
    FileSystem found = path.getFileSystem(configuration);
    checksummed = found instanceof ChecksumFileSystem;
    fileSystem = found instanceof ChecksumFileSystem outer ? outer.getRawFileSystem() : found;
  }

  /** Replaces or creates a file; its directory is made if there is none. */
  public FileRecord write(Path target, Body body) throws IOException {
    return write(target, body, () -> {});
  }

  /** Likewise, but looks at a condition when all but the renaming is done. */
  public FileRecord write(Path target, Body body, Condition condition) throws IOException {
    Path temporary = new Path(target.getParent(), temporaryName(target.getName()));
    MessageDigest digest = Digests.sha256();
    long bytes =
        writeAndClose(
            create(temporary, true), out -> body.writeTo(new DigestOutputStream(out, digest)));
    condition.require();
    if (checksummed) {
      // Left by a copy made with Hadoop's tools; it would call the new file damaged.
      fileSystem.delete(new Path(target.getParent(), "." + target.getName() + ".crc"), false);
    }
    if (!renamed(temporary, target)) {
      // Not every file system replaces by renaming.
      fileSystem.delete(target, false);
      if (!renamed(temporary, target)) {
        throw new IOException(target + ": could not be renamed from " + temporary.getName());
      }
    }
    return new FileRecord(bytes, HexFormat.of().formatHex(digest.digest()));
  }

  /**
   * Makes a file that must not be there yet, in one step of the file system; its content may follow
   * later.
   *
   * @return whether it was made; if not, there is one
   */
  public boolean createNew(Path target, byte[] content) throws IOException {
    if (fileSystem instanceof RawLocalFileSystem local) {
      // Hadoop's own looks first and creates then, which lets two succeed.
      try {
        Files.write(local.pathToFile(target).toPath(), content, StandardOpenOption.CREATE_NEW);
        return true;
      } catch (java.nio.file.FileAlreadyExistsException e) {
        return false;
      }
    }
    FSDataOutputStream created;
    try {
      created = create(target, false);
    } catch (IOException e) {
      if (status(target).isPresent()) {
        return false;
      }
      throw e;
    }
    // From here on it is ours; if it cannot be written, that is a failure and nobody else's file.
    writeAndClose(created, out -> out.write(content));
    return true;
  }

  /** On HDFS every block has to be asked for: hsync is about the last one alone. */
  private FSDataOutputStream create(Path file, boolean overwrite) throws IOException {
    return fileSystem instanceof DistributedFileSystem hdfs
        ? hdfs.createFile(file).overwrite(overwrite).recursive().syncBlock().build()
        : fileSystem.create(file, overwrite);
  }

  /**
   * Writes all of a file, to the disk where that can be asked for; returns the number of bytes.
   *
   * <p>Not with try-with-resources: what HDFS could not write it throws again at close, the very
   * same object, which Java refuses to add to itself.
   */
  private static long writeAndClose(FSDataOutputStream out, Body body) throws IOException {
    long bytes;
    try {
      body.writeTo(out);
      out.flush();
      bytes = out.getPos();
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        out.hsync();
      }
    } catch (IOException | RuntimeException e) {
      IOUtils.closeStream(out);
      throw e;
    }
    out.close();
    return bytes;
  }

  private boolean renamed(Path from, Path to) throws IOException {
    try {
      if (fileSystem instanceof DistributedFileSystem hdfs) {
        // Its plain rename does not replace; who deletes first leaves a moment without the file.
        hdfs.rename(from, to, Options.Rename.OVERWRITE);
        return true;
      }
      return fileSystem.rename(from, to);
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** Writes bytes; see {@link #write(Path, Body)}. */
  public FileRecord write(Path target, byte[] content) throws IOException {
    return write(target, out -> out.write(content));
  }

  /**
   * Reads a file that a manifest tells of.
   *
   * @throws IllegalArgumentException if it is not that file
   */
  public <T> T read(Path file, FileRecord expected, Reader<T> reader) throws IOException {
    long bytes = fileSystem.getFileStatus(file).getLen();
    if (bytes != expected.bytes()) {
      throw StrictJson.malformed(
          file.toString(), "is " + bytes + " bytes, its manifest says " + expected.bytes(), null);
    }
    MessageDigest digest = Digests.sha256();
    T result;
    try (InputStream in = new DigestInputStream(fileSystem.open(file), digest)) {
      result = reader.read(file.toString(), in);
    }
    String sha256 = HexFormat.of().formatHex(digest.digest());
    if (!sha256.equals(expected.sha256())) {
      throw StrictJson.malformed(
          file.toString(),
          "has SHA-256 " + sha256 + ", its manifest says " + expected.sha256(),
          null);
    }
    return result;
  }

  /** Reads a whole file of at most so many bytes. */
  public byte[] read(Path file, int most) throws IOException {
    try (InputStream in = fileSystem.open(file)) {
      return StrictJson.bounded(file.toString(), in, most);
    }
  }

  /** What a file is now. */
  public FileRecord describe(Path file) throws IOException {
    MessageDigest digest = Digests.sha256();
    long bytes = 0;
    try (InputStream in = fileSystem.open(file)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
        bytes += count;
      }
    }
    return new FileRecord(bytes, HexFormat.of().formatHex(digest.digest()));
  }

  /** What is at this place, if anything. */
  public Optional<FileStatus> status(Path path) throws IOException {
    try {
      return Optional.of(fileSystem.getFileStatus(path));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** What a directory holds, by name; nothing if there is no such directory. */
  public List<FileStatus> list(Path directory) throws IOException {
    FileStatus[] entries;
    try {
      entries = fileSystem.listStatus(directory);
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return Arrays.stream(entries)
        .sorted(Comparator.comparing(entry -> entry.getPath().getName()))
        .toList();
  }

  /** Makes a directory and those above it. */
  public void makeDirectory(Path directory) throws IOException {
    if (!fileSystem.mkdirs(directory)) {
      throw new IOException(directory + ": the directory could not be made");
    }
  }

  /** Deletes a file or a directory with all it holds, if there is one. */
  public void delete(Path path) throws IOException {
    if (!fileSystem.delete(path, true) && status(path).isPresent()) {
      throw new IOException(path + ": could not be deleted");
    }
  }

  private static String temporaryName(String name) {
    return "." + name + ".tmp";
  }

  /** The name of the file that this one is, or is a temporary or checksum file of. */
  public static String finalName(String name) {
    String result = name;
    while (result.startsWith(".") && (result.endsWith(".tmp") || result.endsWith(".crc"))) {
      result = result.substring(1, result.length() - ".tmp".length());
    }
    return result;
  }
}
