package dev.convoy.data.image;

import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.image.ImageLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Some image files of a folder.
 *
 * @param root the data set's folder, which names of images leave out
 * @param folder absolute
 * @param label of all images
 * @param files in order
 */
record ImageFilesPart(FilePath root, FilePath folder, int label, List<File> files)
    implements ImagePart {
  /**
   * A file as it was when it was listed.
   *
   * @param name its path below the folder
   * @param length in bytes
   * @param modified when it was changed last, in milliseconds since 1970
   */
  record File(String name, long length, long modified) implements Serializable {}

  /** Keeps an unmodifiable copy. */
  ImageFilesPart {
    files = List.copyOf(files);
  }

  @Override
  public String name() {
    return folder.resolve(files.get(0).name()).text();
  }

  @Override
  public String state() {
    return files.stream()
        .map(file -> file.name() + "\t" + file.length() + "\t" + file.modified())
        .collect(Collectors.joining("\n", label + "\n", ""));
  }

  @Override
  public void read(Storage storage, ImageLimits limits, ImageSink to) throws IOException {
    String below = folder.equals(root) ? "" : ImageFiles.below(root, folder) + "/";
    for (File file : files) {
      String name = below + file.name();
      if (file.length() > limits.bytes()) {
        to.bad(name, limits.tooManyBytes(file.length()));
      } else if (file.length() == 0) {
        to.bad(name, "is empty");
      } else {
        to.add(new EncodedImage(name, label, content(file, storage)));
      }
    }
  }

  private byte[] content(File file, Storage storage) throws IOException {
    FilePath path = folder.resolve(file.name());
    byte[] content = new byte[(int) file.length()];
    try (InputStream in = storage.open(path)) {
      int read = in.readNBytes(content, 0, content.length);
      if (read < content.length || in.read() >= 0) {
        throw new IOException(
            path + ": changed while images were read: had " + file.length() + " bytes");
      }
    }
    return content;
  }
}
