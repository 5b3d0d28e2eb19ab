package dev.convoy.files;

import dev.convoy.text.StrictJson;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.io.IOUtils;

/**
 * Whole files, written under a temporary name, synchronized and renamed, so that a final name never
 * stands for half a file.
 *
 * <p>On a local disk Hadoop's checksum files are left out: a file and its checksum cannot be
 * renamed in one step, so a crash in between makes a good file unreadable, and the checksummed
 * stream does not synchronize. Manifests carry SHA-256 instead.
 *
 * <p>No symbolic link below the root is followed to write or to delete. What a file system refuses
 * names the file; a full disk is a {@link NoSpaceException}.
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

  private final Path root;
  private final FileSystem fileSystem;
  private final boolean checksummed;
  private final Condition condition;

  /** Files at or below this path, on its file system. */
  public DurableFiles(Path root, Configuration configuration) throws IOException {
    FileSystem found = root.getFileSystem(configuration);
    this.root = root;
    this.checksummed = found instanceof ChecksumFileSystem;
    this.fileSystem = found instanceof ChecksumFileSystem outer ? outer.getRawFileSystem() : found;
    this.condition = () -> {};
  }

  private DurableFiles(DurableFiles same, Condition condition) {
    this.root = same.root;
    this.fileSystem = same.fileSystem;
    this.checksummed = same.checksummed;
    this.condition = condition;
  }

  /** The same files, of which none appears or disappears unless this holds. */
  public DurableFiles under(Condition required) {
    return new DurableFiles(this, required);
  }

  private Optional<LocalDisk> local() {
    return fileSystem instanceof RawLocalFileSystem disk
        ? Optional.of(new LocalDisk(disk))
        : Optional.empty();
  }

  /** Others may extend Hadoop's class, and then it is theirs to make files. */
  private boolean isPlainLocal() {
    return fileSystem.getClass() == RawLocalFileSystem.class;
  }

  /** The root itself may be reached through links; nothing below it is. */
  private void requireNoLinkTo(Path path) throws IOException {
    if (local().isPresent()) {
      for (Path above = path; above.depth() > root.depth(); above = above.getParent()) {
        if (!above.equals(path) && local().get().isLink(above)) {
          throw new IOException(above + ": is a symbolic link, and none is followed");
        }
      }
    }
  }

  /** Replaces or creates a file; its directory is made if there is none. */
  public FileRecord write(Path target, Body body) throws IOException {
    requireNoLinkTo(target);
    Path temporary = new Path(target.getParent(), TemporaryName.of(target.getName()));
    FSDataOutputStream created;
    try {
      created = create(temporary);
    } catch (IOException | FSError e) {
      throw FileFailure.of(target, e);
    }
    try {
      FileRecord written = writeAndClose(target, created, body);
      condition.require();
      replace(temporary, target);
      return written;
    } catch (IOException | RuntimeException | Error e) {
      discard(temporary, e);
      throw e;
    }
  }

  /** Writes bytes; see {@link #write(Path, Body)}. */
  public FileRecord write(Path target, byte[] content) throws IOException {
    return write(target, out -> out.write(content));
  }

  /**
   * Makes a file that must not be there yet, in one step of the file system; its content may follow
   * later. If that cannot be written the file is taken away again.
   *
   * @return whether it was made; if not, there is one
   */
  public boolean createNew(Path target, byte[] content) throws IOException {
    requireNoLinkTo(target);
    condition.require();
    FSDataOutputStream created;
    try {
      created = create(target);
    } catch (IOException | FSError e) {
      if (e instanceof java.nio.file.FileAlreadyExistsException || status(target).isPresent()) {
        return false;
      }
      throw FileFailure.of(target, e);
    }
    try {
      writeAndClose(target, created, out -> out.write(content));
    } catch (IOException | RuntimeException | Error e) {
      discard(target, e);
      throw e;
    }
    return true;
  }

  /** On HDFS every block has to be asked for: hsync is about the last one alone. */
  private FSDataOutputStream create(Path file) throws IOException {
    if (isPlainLocal()) {
      makeDirectory(file.getParent());
      return new FSDataOutputStream(new NewLocalFile(local().orElseThrow().file(file)), null);
    }
    return fileSystem instanceof DistributedFileSystem hdfs
        ? hdfs.createFile(file).overwrite(false).recursive().syncBlock().build()
        : fileSystem.create(file, false);
  }

  /**
   * Writes all of a file, to the disk where that can be asked for.
   *
   * <p>Not with try-with-resources: what HDFS could not write it throws again at close, the very
   * same object, which Java refuses to add to itself.
   */
  private static FileRecord writeAndClose(Path target, FSDataOutputStream created, Body body)
      throws IOException {
    MessageDigest digest = Digests.sha256();
    NamedStream out = new NamedStream(target, created);
    try {
      body.writeTo(new DigestOutputStream(out, digest));
      out.synchronize();
    } catch (IOException | RuntimeException | Error e) {
      IOUtils.closeStream(out);
      throw e;
    }
    out.close();
    return new FileRecord(out.position(), HexFormat.of().formatHex(digest.digest()));
  }

  private void replace(Path temporary, Path target) throws IOException {
    try {
      if (checksummed) {
        // Left by a copy made with Hadoop's tools; it would call the new file damaged.
        fileSystem.delete(new Path(target.getParent(), "." + target.getName() + ".crc"), false);
      }
      if (!renamed(temporary, target)) {
        // Not every file system replaces by renaming.
        fileSystem.delete(target, false);
        if (!renamed(temporary, target)) {
          throw new IOException("could not be renamed from " + temporary.getName());
        }
      }
    } catch (IOException | FSError e) {
      throw FileFailure.of(target, e);
    }
  }

  private boolean renamed(Path from, Path to) throws IOException {
    try {
      if (isPlainLocal()) {
        // Hadoop's own copies where it cannot rename, and a copy follows links.
        LocalDisk disk = local().orElseThrow();
        Files.move(disk.file(from), disk.file(to), StandardCopyOption.ATOMIC_MOVE);
        return true;
      }
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

  /** Takes away what could not be finished; it may be what fills the disk. */
  private void discard(Path ours, Throwable failure) {
    try {
      fileSystem.delete(ours, false);
    } catch (IOException | RuntimeException | Error e) {
      // The next driver clears it away.
      if (e != failure) {
        failure.addSuppressed(e);
      }
    }
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
    T result = opened(file, in -> reader.read(file.toString(), new DigestInputStream(in, digest)));
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
    return opened(file, in -> StrictJson.bounded(file.toString(), in, most));
  }

  /** What a file is now. */
  public FileRecord describe(Path file) throws IOException {
    MessageDigest digest = Digests.sha256();
    long length =
        opened(
            file,
            in -> {
              long bytes = 0;
              byte[] buffer = new byte[BUFFER_BYTES];
              for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
                bytes += count;
              }
              return bytes;
            });
    return new FileRecord(length, HexFormat.of().formatHex(digest.digest()));
  }

  private interface Use<T> {
    T of(InputStream in) throws IOException;
  }

  private <T> T opened(Path file, Use<T> use) throws IOException {
    try (InputStream in = fileSystem.open(file)) {
      return use.of(in);
    } catch (FSError e) {
      throw FileFailure.of(file, e);
    }
  }

  /** What is at this place, if anything. */
  public Optional<FileStatus> status(Path path) throws IOException {
    try {
      return Optional.of(fileSystem.getFileStatus(path));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Whether there is a symbolic link at this place. */
  public boolean isLink(Path path) {
    return local().filter(disk -> disk.isLink(path)).isPresent();
  }

  /**
   * What a directory holds, by name; nothing if there is no such directory. A symbolic link is
   * neither a file nor a directory, wherever it leads.
   */
  public List<FileStatus> list(Path directory) throws IOException {
    List<FileStatus> entries;
    try {
      entries =
          local().isPresent()
              ? local().get().list(directory)
              : List.of(fileSystem.listStatus(directory));
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (FileSystemException e) {
      throw FileFailure.of(directory, e);
    }
    return entries.stream()
        .sorted(Comparator.comparing(entry -> entry.getPath().getName()))
        .toList();
  }

  /** Makes a directory and those above it. */
  public void makeDirectory(Path directory) throws IOException {
    requireNoLinkTo(new Path(directory, "within"));
    try {
      if (!fileSystem.mkdirs(directory)) {
        throw new IOException(directory + ": the directory could not be made");
      }
    } catch (IOException | FSError e) {
      // What else a file system refuses here names the directory, or who may not make it.
      if (e instanceof IOException refused && FileFailure.noSpace(e).isEmpty()) {
        throw refused;
      }
      throw FileFailure.of(directory, e);
    }
  }

  /** Deletes a file, an empty directory or a link, if there is one; never what a link leads to. */
  public void delete(Path path) throws IOException {
    requireNoLinkTo(path);
    condition.require();
    try {
      if (!fileSystem.delete(path, false) && status(path).isPresent()) {
        throw new IOException("could not be deleted");
      }
    } catch (IOException | FSError e) {
      throw FileFailure.of(path, e);
    }
  }

  /**
   * Deletes temporary files in a directory that a process which was killed left behind.
   *
   * @param ours whether they are to be deleted, by the names of the files that they would have been
   */
  public void deleteTemporary(Path directory, Predicate<String> ours) throws IOException {
    for (FileStatus entry : list(directory)) {
      String name = entry.getPath().getName();
      String finalName = TemporaryName.finalName(name);
      if (entry.isFile() && !finalName.equals(name) && ours.test(finalName)) {
        delete(entry.getPath());
      }
    }
  }
}
