package dev.convoy.data.image;

import dev.convoy.files.Storage;
import dev.convoy.image.ImageLimits;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/** Consecutive images of a data set, read by one task: a few files, or a part of a large one. */
public interface ImagePart extends Serializable {
  /** What to call it in messages. */
  String name();

  /**
   * Finds out what it consists of, if that takes long; tasks call it. A folder becomes its files,
   * some hundred a part.
   *
   * @return parts that need no listing, with the same images in the same order
   */
  default List<ImagePart> listed(Storage storage) throws IOException {
    return List.of(this);
  }

  /** A text that changes if its images do: names, lengths and times of change of its files. */
  String state();

  /**
   * Reads its images in order. The same part always gives the same images.
   *
   * @param limits of which {@link ImageLimits#bytes} is looked at before content is read
   * @throws IOException if a file cannot be read, is damaged as a whole or changed since it was
   *     listed; the message names the file
   */
  void read(Storage storage, ImageLimits limits, ImageSink to) throws IOException;
}
