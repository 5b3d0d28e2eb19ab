package dev.convoy.files;

import dev.convoy.text.StrictJson;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whole files, written under a temporary name, synchronized and renamed, so that a final name never
 * stands for half a file.
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

  private final FilePath root;
  private final Storage storage;
  private final Condition condition;

  /** Files at or below this path. */
  public DurableFiles(FilePath root, Storage storage) {
    this(root, storage, () -> {});
  }

  private DurableFiles(FilePath root, Storage storage, Condition condition) {
    this.root = root;
    this.storage = storage;
    this.condition = condition;
  }

  /** The same files, of which none appears or disappears unless this holds. */
  public DurableFiles under(Condition required) {
    return new DurableFiles(root, storage, required);
  }

  /** The root itself may be reached through links; nothing below it is. */
  private void requireNoLinkTo(FilePath path) throws IOException {
    for (FilePath above = path; above.depth() > root.depth(); above = above.parent()) {
      if (!above.equals(path) && storage.isLink(above)) {
        throw new IOException(above + ": is a symbolic link, and none is followed");
      }
    }
  }

  /** Replaces or creates a file; its directory is made if there is none. */
  public FileRecord write(FilePath target, Body body) throws IOException {
    requireNoLinkTo(target);
    FilePath temporary = target.parent().resolve(TemporaryName.of(target.name()));
    NewFile created;
    try {
      created = storage.create(temporary);
    } catch (IOException e) {
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

  /** Writes bytes; see {@link #write(FilePath, Body)}. */
  public FileRecord write(FilePath target, byte[] content) throws IOException {
    return write(target, out -> out.write(content));
  }

  /**
   * Makes a file that must not be there yet, in one step of the file system; its content may follow
   * later. If that cannot be written the file is taken away again.
   *
   * @return whether it was made; if not, there is one
   */
  public boolean createNew(FilePath target, byte[] content) throws IOException {
    requireNoLinkTo(target);
    condition.require();
    NewFile created;
    try {
      created = storage.create(target);
    } catch (IOException e) {
      if (e instanceof FileAlreadyExistsException || status(target).isPresent()) {
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

  /**
   * Writes all of a file, to the disk where that can be asked for.
   *
   * <p>Not with try-with-resources: what HDFS could not write it throws again at close, the very
   * same object, which Java refuses to add to itself.
   */
  private static FileRecord writeAndClose(FilePath target, NewFile created, Body body)
      throws IOException {
    MessageDigest digest = Digests.sha256();
    NamedStream out = new NamedStream(target, created);
    try {
      body.writeTo(new DigestOutputStream(out, digest));
      out.synchronize();
    } catch (IOException | RuntimeException | Error e) {
      closeQuietly(out);
      throw e;
    }
    out.close();
    return new FileRecord(out.position(), HexFormat.of().formatHex(digest.digest()));
  }

  private static void closeQuietly(NamedStream out) {
    try {
      out.close();
    } catch (IOException | RuntimeException e) {
      // What went wrong before is what counts.
      return;
    }
  }

  private void replace(FilePath temporary, FilePath target) throws IOException {
    try {
      storage.replace(temporary, target);
    } catch (IOException e) {
      throw FileFailure.of(target, e);
    }
  }

  /** Takes away what could not be finished; it may be what fills the disk. */
  private void discard(FilePath ours, Throwable failure) {
    try {
      storage.delete(ours);
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
  public <T> T read(FilePath file, FileRecord expected, Reader<T> reader) throws IOException {
    long bytes =
        status(file).orElseThrow(() -> new FileNotFoundException(file + ": no such file")).length();
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
  public byte[] read(FilePath file, int most) throws IOException {
    return opened(file, in -> StrictJson.bounded(file.toString(), in, most));
  }

  /** What a file is now. */
  public FileRecord describe(FilePath file) throws IOException {
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

  private <T> T opened(FilePath file, Use<T> use) throws IOException {
    try (InputStream in = storage.open(file)) {
      return use.of(in);
    }
  }

  /** What is at this place, if anything. */
  public Optional<FileEntry> status(FilePath path) throws IOException {
    return storage.status(path);
  }

  /** Whether there is a symbolic link at this place. */
  public boolean isLink(FilePath path) throws IOException {
    return storage.isLink(path);
  }

  /**
   * What a directory holds, by name; nothing if there is no such directory. A symbolic link is
   * neither a file nor a directory, wherever it leads.
   */
  public List<FileEntry> list(FilePath directory) throws IOException {
    try {
      return storage.list(directory).stream()
          .sorted(Comparator.comparing(FileEntry::name))
          .toList();
    } catch (FileSystemException e) {
      throw FileFailure.of(directory, e);
    }
  }

  /** Makes a directory and those above it. */
  public void makeDirectory(FilePath directory) throws IOException {
    requireNoLinkTo(directory.resolve("within"));
    try {
      storage.makeDirectory(directory);
    } catch (IOException e) {
      // What file systems of others refuse here names the directory, or who may not make it.
      if (!(e instanceof FileSystemException) && FileFailure.noSpace(e).isEmpty()) {
        throw e;
      }
      throw FileFailure.of(directory, e);
    }
  }

  /** Deletes a file, an empty directory or a link, if there is one; never what a link leads to. */
  public void delete(FilePath path) throws IOException {
    requireNoLinkTo(path);
    condition.require();
    try {
      storage.delete(path);
    } catch (IOException e) {
      throw FileFailure.of(path, e);
    }
  }

  /**
   * Deletes temporary files in a directory that a process which was killed left behind.
   *
   * @param ours whether they are to be deleted, by the names of the files that they would have been
   */
  public void deleteTemporary(FilePath directory, Predicate<String> ours) throws IOException {
    for (FileEntry entry : list(directory)) {
      String name = entry.name();
      String finalName = TemporaryName.finalName(name);
      if (entry.isFile() && !finalName.equals(name) && ours.test(finalName)) {
        delete(entry.path());
      }
    }
  }
}
