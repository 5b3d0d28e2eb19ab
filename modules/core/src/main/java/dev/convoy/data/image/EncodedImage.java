package dev.convoy.data.image;

import java.util.Optional;

/**
 * An image as it is stored.
 *
 * @param name what tells it from the others of its data set: the path below the data set's folder,
 *     or the file's name and the row
 * @param id the data set's own name for it, if it has one
 * @param label the class, or {@link #UNLABELLED}
 * @param content the bytes of a JPEG, PNG or other image file
 */
public record EncodedImage(String name, Optional<String> id, int label, byte[] content) {
  /** Stands for no label. */
  public static final int UNLABELLED = -1;

  /** An image without an id of its own. */
  public EncodedImage(String name, int label, byte[] content) {
    this(name, Optional.empty(), label, content);
  }
}
