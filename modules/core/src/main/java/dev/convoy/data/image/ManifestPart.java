package dev.convoy.data.image;

import dev.convoy.data.FileStamp;
import dev.convoy.files.FileEntry;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.image.BadImageException;
import dev.convoy.image.ImageLimits;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Some rows of a manifest.
 *
 * @param file the manifest as it was when it was opened
 * @param columns of its rows
 * @param from the byte at which the first row begins
 * @param to the byte after the last row
 * @param labels how labels become classes
 */
record ManifestPart(FileStamp file, ManifestColumns columns, long from, long to, ClassLabels labels)
    implements ImagePart {
  @Override
  public String name() {
    return file.file() + " from byte " + from;
  }

  /** Images that the manifest names are not looked at: listing them is what it saves. */
  @Override
  public String state() {
    return file.file().name() + "\t" + file.length() + "\t" + file.modified() + "\t" + from;
  }

  @Override
  public void read(Storage storage, ImageLimits limits, ImageSink to) throws IOException {
    file.requireUnchanged(storage);
    try (InputStream in = new BufferedInputStream(storage.open(file.file()), 1 << 16)) {
      in.skipNBytes(from);
      CsvRows rows = new CsvRows(in, from, file.file().text());
      while (rows.position() < this.to) {
        List<String> row = rows.next();
        if (row.isEmpty()) {
          return;
        }
        image(row, storage, limits, to);
      }
    }
  }

  private void image(List<String> row, Storage storage, ImageLimits limits, ImageSink to)
      throws IOException {
    Optional<String> path = columns.path(row);
    if (path.isEmpty() || row.size() != columns.count()) {
      to.bad(
          file.file().name() + ": " + String.join(",", row),
          path.isEmpty()
              ? "has no path"
              : "has " + row.size() + " fields, the first line " + columns.count());
      return;
    }
    String name = path.get();
    try {
      Optional<String> text = columns.label(row);
      int label = text.isPresent() ? labels.of(text.get()) : labels.ofNone();
      Optional<byte[]> content = content(place(name), storage, limits);
      if (content.isEmpty()) {
        to.bad(name, "no such file");
      } else {
        to.add(new EncodedImage(name, columns.id(row), label, content.get()));
      }
    } catch (BadImageException e) {
      to.bad(name, e.getMessage());
    }
  }

  /** A relative path may not lead out of the manifest's folder. */
  private FilePath place(String name) throws BadImageException {
    boolean absolute = name.startsWith("/") || name.matches("[A-Za-z][A-Za-z0-9+.-]*:.*");
    if (!absolute && List.of(name.split("/")).contains("..")) {
      throw new BadImageException("leads out of the folder of " + file.file().name());
    }
    try {
      return absolute ? FilePath.of(name) : file.file().parent().resolve(name);
    } catch (IllegalArgumentException e) {
      throw new BadImageException("is no path or URI", e);
    }
  }

  private static Optional<byte[]> content(FilePath path, Storage storage, ImageLimits limits)
      throws IOException {
    Optional<FileEntry> entry = storage.status(path).filter(found -> !found.isDirectory());
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    if (entry.get().length() > limits.bytes()) {
      throw new BadImageException(limits.tooManyBytes(entry.get().length()));
    }
    try (InputStream in = storage.open(path)) {
      return Optional.of(in.readNBytes(limits.bytes()));
    }
  }
}
