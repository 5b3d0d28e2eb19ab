package dev.convoy.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Files of one or several file systems, found by path or URI. {@link LocalStorage} is the local
 * disk; others come with modules of their own. Thread-safe.
 *
 * <p>What goes wrong is an {@link IOException}: {@link FileNotFoundException} if there is no such
 * file, {@link LostContentException} if its content cannot be had any more, {@link
 * NoSpaceException} if a disk or a quota is full.
 */
public interface Storage {
  /**
   * The same place under a name that does not depend on where this process works.
   *
   * @throws IOException if this storage has no such places
   */
  FilePath absolute(FilePath path) throws IOException;

  /** Reads a file from its beginning; skipping is cheap where the file system can seek. */
  InputStream open(FilePath file) throws IOException;

  /** What is at this place, if anything; links are followed. */
  Optional<FileEntry> status(FilePath path) throws IOException;

  /** Whether there is a symbolic link at this place. */
  boolean isLink(FilePath path) throws IOException;

  /** What a directory holds, in any order; nothing if there is no such directory. */
  List<FileEntry> list(FilePath directory) throws IOException;

  /**
   * Makes a file in one step of the file system, and the directories above it.
   *
   * @throws IOException if there is one already
   */
  NewFile create(FilePath file) throws IOException;

  /** Renames a file, in place of the one that may be there: in one step where that can be. */
  void replace(FilePath from, FilePath to) throws IOException;

  /** Makes a directory and those above it, unless they are there. */
  void makeDirectory(FilePath directory) throws IOException;

  /** Deletes a file, an empty directory or a link, if there is one; never what a link leads to. */
  void delete(FilePath path) throws IOException;
}
