package dev.convoy.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Symbolic links on the local disk, which Hadoop takes for what they lead to. */
final class LocalDisk {
  private final RawLocalFileSystem fileSystem;

  LocalDisk(RawLocalFileSystem fileSystem) {
    this.fileSystem = fileSystem;
  }

  java.nio.file.Path file(Path path) {
    return fileSystem.pathToFile(path).toPath();
  }

  boolean isLink(Path path) {
    return Files.isSymbolicLink(file(path));
  }

  /** What a directory holds; a link is neither a file nor a directory. */
  List<FileStatus> list(Path directory) throws IOException {
    List<FileStatus> entries = new ArrayList<>();
    try (DirectoryStream<java.nio.file.Path> files = Files.newDirectoryStream(file(directory))) {
      for (java.nio.file.Path file : files) {
        // A name with a colon in it is no scheme.
        Path path = new Path(directory, new Path(null, null, file.getFileName().toString()));
        try {
          entries.add(status(path, file));
        } catch (NoSuchFileException e) {
          // It was deleted since.
          continue;
        }
      }
    } catch (NoSuchFileException e) {
      throw new FileNotFoundException(directory + ": no such directory");
    } catch (NotDirectoryException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return entries;
  }

  private static FileStatus status(Path path, java.nio.file.Path file) throws IOException {
    BasicFileAttributes found =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    long modified = found.lastModifiedTime().toMillis();
    FileStatus status =
        new FileStatus(found.size(), found.isDirectory(), 1, found.size(), modified, path);
    if (found.isSymbolicLink()) {
      status.setSymlink(path);
    }
    return status;
  }
}
