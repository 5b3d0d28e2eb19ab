package dev.convoy.data;

import dev.convoy.files.FileEntry;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A place where data may be: what the user called it, and what is there. */
public final class DataLocation {
  private final String name;
  private final Storage storage;

  /** Of what the user wrote, without the name of a format. */
  public DataLocation(String name, Storage storage) {
    this.name = name;
    this.storage = storage;
  }

  /** What the user called it: a path, a URI, or what else a format understands. */
  public String name() {
    return name;
  }

  /** How to reach files. */
  public Storage storage() {
    return storage;
  }

  /**
   * The path.
   *
   * @throws IOException if the name is none
   */
  public FilePath path() throws IOException {
    try {
      return FilePath.of(name);
    } catch (IllegalArgumentException e) {
      throw new IOException("'" + name + "': not a path or URI: " + e.getMessage(), e);
    }
  }

  /** The absolute path of a file in the folder, the same on every machine. */
  public FilePath file(String fileName) throws IOException {
    return storage.absolute(path().resolve(fileName));
  }

  /** Whether there is a folder or a file. */
  public boolean exists() throws IOException {
    return storage.status(path()).isPresent();
  }

  /** Whether there is a folder. */
  public boolean isFolder() throws IOException {
    return storage.status(path()).filter(FileEntry::isDirectory).isPresent();
  }

  /** Whether the folder has a file, or a link to one, of this name. */
  public boolean has(String fileName) throws IOException {
    Optional<FileEntry> found = storage.status(path().resolve(fileName));
    return found.filter(FileEntry::isFile).isPresent();
  }

  /** The names of what is in the folder and is no folder itself, sorted. */
  public Set<String> files() throws IOException {
    return storage.list(path()).stream()
        .filter(entry -> !entry.isDirectory())
        .map(FileEntry::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
