package dev.convoy.data.image;

import dev.convoy.data.DataLocation;
import dev.convoy.data.DataSets;
import dev.convoy.files.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * Opens data sets of encoded images by path or URI. {@code NAME:} before it says the format;
 * without that the one is taken that recognizes it; image files in folders come last.
 */
public final class ImageSets {
  private ImageSets() {}

  /**
   * Opens a data set if it is one of encoded images.
   *
   * @param name a path or URI, perhaps with the name of a format before it
   * @throws IOException if it is one and is damaged; the message names the file
   */
  public static Optional<ImageSet> find(String name, ImageFields fields, Storage storage)
      throws IOException {
    for (ImageFormat format : formats()) {
      if (name.startsWith(format.name() + ":")) {
        String rest = name.substring(format.name().length() + 1);
        return Optional.of(format.open(new DataLocation(rest, storage), fields));
      }
    }
    if (DataSets.arePixels(name, storage)) {
      return Optional.empty();
    }
    DataLocation location = new DataLocation(name, storage);
    List<ImageFormat> found = new ArrayList<>();
    Optional<ImageFormat> folders = Optional.empty();
    for (ImageFormat format : formats()) {
      if (format instanceof ImageFolderFormat) {
        folders = Optional.of(format);
      } else if (format.recognizes(location, fields)) {
        found.add(format);
      }
    }
    if (found.size() > 1) {
      throw new IOException(
          "'"
              + name
              + "': may be "
              + found.stream().map(ImageFormat::name).collect(Collectors.joining(" or "))
              + "; put one of these names and a colon before it");
    }
    // A table or an archive beside image files says more than the files.
    if (found.isEmpty() && folders.isPresent() && folders.get().recognizes(location, fields)) {
      found.add(folders.get());
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0).open(location, fields));
  }

  /** All formats, by name. */
  private static List<ImageFormat> formats() {
    return ServiceLoader.load(ImageFormat.class, ImageFormat.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(ImageFormat::name))
        .toList();
  }
}
