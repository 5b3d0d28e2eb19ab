package dev.convoy.files;

/**
 * What is at a place.
 *
 * @param path the place
 * @param type what kind of thing
 * @param length in bytes
 * @param modified when it was changed last, in milliseconds since 1970
 */
public record FileEntry(FilePath path, Type type, long length, long modified) {
  /** What kind of thing. */
  public enum Type {
    /** A file, or what else can be read. */
    FILE,
    /** A directory. */
    DIRECTORY,
    /** A symbolic link, wherever it leads. */
    LINK
  }

  /** The last part of its path. */
  public String name() {
    return path.name();
  }

  /** Whether it is a file, and no link to one. */
  public boolean isFile() {
    return type == Type.FILE;
  }

  /** Whether it is a directory, and no link to one. */
  public boolean isDirectory() {
    return type == Type.DIRECTORY;
  }

  /** Whether it is a symbolic link. */
  public boolean isLink() {
    return type == Type.LINK;
  }
}
