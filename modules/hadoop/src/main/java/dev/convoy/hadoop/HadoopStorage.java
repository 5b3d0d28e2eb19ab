package dev.convoy.hadoop;

import dev.convoy.files.FileEntry;
import dev.convoy.files.FilePath;
import dev.convoy.files.LocalStorage;
import dev.convoy.files.NewFile;
import dev.convoy.files.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
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
import org.apache.hadoop.hdfs.DistributedFileSystem;

/**
 * Any file system that Hadoop knows, by URI.
 *
 * <p>The local disk is read and written without Hadoop: its checksum files cannot be renamed
 * together with what they are of, its streams do not synchronize, and it copies where it cannot
 * rename. A class that extends Hadoop's local file system is used as it is.
 */
public final class HadoopStorage implements Storage {
  private static final Storage LOCAL = new LocalStorage();

  private final Configuration configuration;

  /**
   * Any file system that this configuration leads to.
   *
   * @param configuration must not change any more
   */
  public HadoopStorage(Configuration configuration) {
    this.configuration = configuration;
  }

  /** How Hadoop reaches the files of a storage. */
  static Configuration configuration(Storage storage) {
    return storage instanceof HadoopStorage hadoop
        ? hadoop.configuration
        : new Configuration(false);
  }

  static Path path(FilePath path) {
    return new Path(path.text());
  }

  private FileSystem fileSystem(FilePath path) throws IOException {
    FileSystem found = path(path).getFileSystem(configuration);
    return found instanceof ChecksumFileSystem outer ? outer.getRawFileSystem() : found;
  }

  /** Others may extend Hadoop's class, and then it is theirs to make files. */
  private static boolean isPlainLocal(FileSystem fileSystem) {
    return fileSystem.getClass() == RawLocalFileSystem.class;
  }

  /** What extends Hadoop's local file system, as places of the local disk. */
  private static Optional<FilePath> local(FileSystem fileSystem, FilePath path) {
    return fileSystem instanceof RawLocalFileSystem disk
        ? Optional.of(FilePath.of(disk.pathToFile(path(path)).getPath()))
        : Optional.empty();
  }

  @Override
  public FilePath absolute(FilePath path) throws IOException {
    Path given = path(path);
    return FilePath.of(given.getFileSystem(configuration).makeQualified(given).toString());
  }

  @Override
  public InputStream open(FilePath file) throws IOException {
    FileSystem fileSystem = fileSystem(file);
    return isPlainLocal(fileSystem)
        ? LOCAL.open(local(fileSystem, file).orElseThrow())
        : HadoopFailure.translated(() -> new HadoopInput(fileSystem.open(path(file))));
  }

  @Override
  public Optional<FileEntry> status(FilePath path) throws IOException {
    FileSystem fileSystem = fileSystem(path);
    if (isPlainLocal(fileSystem)) {
      return LOCAL
          .status(local(fileSystem, path).orElseThrow())
          .map(found -> new FileEntry(path, found.type(), found.length(), found.modified()));
    }
    try {
      return Optional.of(entry(path, fileSystem.getFileStatus(path(path))));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private static FileEntry entry(FilePath path, FileStatus status) {
    FileEntry.Type type =
        status.isSymlink()
            ? FileEntry.Type.LINK
            : status.isDirectory() ? FileEntry.Type.DIRECTORY : FileEntry.Type.FILE;
    return new FileEntry(path, type, status.getLen(), status.getModificationTime());
  }

  @Override
  public boolean isLink(FilePath path) throws IOException {
    Optional<FilePath> local = local(fileSystem(path), path);
    return local.isPresent() && LOCAL.isLink(local.get());
  }

  @Override
  public List<FileEntry> list(FilePath directory) throws IOException {
    FileSystem fileSystem = fileSystem(directory);
    List<FileEntry> entries = new ArrayList<>();
    Optional<FilePath> local = local(fileSystem, directory);
    if (local.isPresent()) {
      for (FileEntry entry : LOCAL.list(local.get())) {
        FilePath path = directory.resolve(entry.name());
        entries.add(new FileEntry(path, entry.type(), entry.length(), entry.modified()));
      }
      return entries;
    }
    try {
      for (FileStatus status : fileSystem.listStatus(path(directory))) {
        entries.add(entry(directory.resolve(status.getPath().getName()), status));
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return entries;
  }

  /** On HDFS every block has to be asked for: hsync is about the last one alone. */
  @Override
  public NewFile create(FilePath file) throws IOException {
    FileSystem fileSystem = fileSystem(file);
    if (isPlainLocal(fileSystem)) {
      return LOCAL.create(local(fileSystem, file).orElseThrow());
    }
    FSDataOutputStream created =
        HadoopFailure.translated(
            () ->
                fileSystem instanceof DistributedFileSystem hdfs
                    ? hdfs.createFile(path(file)).overwrite(false).recursive().syncBlock().build()
                    : fileSystem.create(path(file), false));
    return new HadoopOutput(created);
  }

  @Override
  public void replace(FilePath from, FilePath to) throws IOException {
    FileSystem fileSystem = fileSystem(to);
    if (isPlainLocal(fileSystem)) {
      LOCAL.replace(local(fileSystem, from).orElseThrow(), local(fileSystem, to).orElseThrow());
      return;
    }
    HadoopFailure.translated(
        () -> {
          if (!renamed(fileSystem, path(from), path(to))) {
            // Not every file system replaces by renaming.
            fileSystem.delete(path(to), false);
            if (!renamed(fileSystem, path(from), path(to))) {
              throw new IOException("could not be renamed from " + from.name());
            }
          }
          return true;
        });
  }

  private static boolean renamed(FileSystem fileSystem, Path from, Path to) throws IOException {
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

  @Override
  public void makeDirectory(FilePath directory) throws IOException {
    FileSystem fileSystem = fileSystem(directory);
    if (isPlainLocal(fileSystem)) {
      LOCAL.makeDirectory(local(fileSystem, directory).orElseThrow());
    } else if (!HadoopFailure.translated(() -> fileSystem.mkdirs(path(directory)))) {
      throw new IOException(directory + ": the directory could not be made");
    }
  }

  @Override
  public void delete(FilePath path) throws IOException {
    FileSystem fileSystem = fileSystem(path);
    if (isPlainLocal(fileSystem)) {
      LOCAL.delete(local(fileSystem, path).orElseThrow());
    } else if (!HadoopFailure.translated(() -> fileSystem.delete(path(path), false))
        && status(path).isPresent()) {
      throw new IOException("could not be deleted");
    }
  }
}
