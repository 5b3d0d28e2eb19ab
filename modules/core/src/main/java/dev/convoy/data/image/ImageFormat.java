package dev.convoy.data.image;

import dev.convoy.data.DataLocation;
import java.io.IOException;

/**
 * A form that a data set of encoded images can have. Formats are found with {@link
 * java.util.ServiceLoader}: name the class in {@code
 * META-INF/services/dev.convoy.data.image.ImageFormat} of your jar.
 */
public interface ImageFormat {
  /**
   * Its name, for {@code NAME:} before a path; lower-case letters, digits and hyphens, at least
   * two, and not the scheme of a file system.
   */
  String name();

  /** What a folder has to hold, in a few words, such as {@code *.tfrecord}. */
  String needs();

  /** Whether data at this place have this form. */
  boolean recognizes(DataLocation location, ImageFields fields) throws IOException;

  /**
   * Opens a data set; reads no images, and lists no folder that may be large.
   *
   * @throws IOException if something is missing or damaged; the message names the file
   */
  ImageSet open(DataLocation location, ImageFields fields) throws IOException;
}
