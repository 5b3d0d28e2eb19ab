package dev.convoy.files;

import java.io.BufferedOutputStream;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The local disk, by path or {@code file:} URI. */
public final class LocalStorage implements Storage {
  private static final String SCHEME = "file";
  private static final int BUFFER_BYTES = 1 << 16;

  private static Path file(FilePath path) throws IOException {
    Optional<String> scheme = path.scheme();
    if (scheme.isPresent() && !scheme.get().equals(SCHEME)) {
      throw new IOException(
          "'"
              + path
              + "': is not on the local disk; for "
              + scheme.get()
              + ": use the Hadoop storage of the artifact dev.convoy:convoy-hadoop");
    }
    if (path.text().startsWith(SCHEME + "://")) {
      throw new IOException("'" + path + "': a file: URI must have no host");
    }
    try {
      return Path.of(scheme.isPresent() ? path.text().substring(SCHEME.length() + 1) : path.text());
    } catch (InvalidPathException e) {
      throw new FileNotFoundException("'" + path + "': not a path: " + e.getReason());
    }
  }

  @Override
  public FilePath absolute(FilePath path) throws IOException {
    return FilePath.of(SCHEME + ":" + file(path).toAbsolutePath());
  }

  @Override
  public InputStream open(FilePath file) throws IOException {
    return new FileInputStream(file(file).toFile());
  }

  @Override
  public Optional<FileEntry> status(FilePath path) throws IOException {
    try {
      return Optional.of(entry(path, Files.readAttributes(file(path), BasicFileAttributes.class)));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (AccessDeniedException e) {
      throw FileFailure.of(path, e);
    } catch (FileSystemException e) {
      // Where there is none, or a file in place of a directory.
      return Optional.empty();
    }
  }

  private static FileEntry entry(FilePath path, BasicFileAttributes found) {
    FileEntry.Type type =
        found.isSymbolicLink()
            ? FileEntry.Type.LINK
            : found.isDirectory() ? FileEntry.Type.DIRECTORY : FileEntry.Type.FILE;
    return new FileEntry(path, type, found.size(), found.lastModifiedTime().toMillis());
  }

  @Override
  public boolean isLink(FilePath path) throws IOException {
    return Files.isSymbolicLink(file(path));
  }

  /** A link is neither a file nor a directory. */
  @Override
  public List<FileEntry> list(FilePath directory) throws IOException {
    List<FileEntry> entries = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(file(directory))) {
      for (Path file : files) {
        try {
          entries.add(
              entry(
                  directory.resolve(file.getFileName().toString()),
                  Files.readAttributes(
                      file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)));
        } catch (NoSuchFileException e) {
          // It was deleted since.
          continue;
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return entries;
  }

  /** The operating system makes it in one step and follows no link. */
  @Override
  public NewFile create(FilePath file) throws IOException {
    makeDirectory(file.parent());
    return new Local(
        FileChannel.open(file(file), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  @Override
  public void replace(FilePath from, FilePath to) throws IOException {
    // Left by a copy made with Hadoop's tools, which would call the new file damaged.
    Files.deleteIfExists(file(to.parent().resolve("." + to.name() + ".crc")));
    Files.move(file(from), file(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void makeDirectory(FilePath directory) throws IOException {
    Path file = file(directory);
    // A link to one will do, of which the JDK would say that it is there already.
    if (!Files.isDirectory(file)) {
      Files.createDirectories(file);
    }
  }

  @Override
  public void delete(FilePath path) throws IOException {
    Files.deleteIfExists(file(path));
  }

  private static final class Local implements NewFile {
    private final FileChannel channel;
    private final OutputStream out;

    Local(FileChannel channel) {
      this.channel = channel;
      this.out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void synchronize() throws IOException {
      out.flush();
      channel.force(true);
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
