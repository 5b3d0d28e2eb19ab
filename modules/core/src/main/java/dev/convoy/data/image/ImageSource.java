package dev.convoy.data.image;

import java.io.Serializable;
import java.util.List;

/**
 * Encoded images that belong together, such as those to train on.
 *
 * @param name what to call them in messages
 * @param classNames names of the classes in the order of their labels; empty if labels are numbers
 *     without names, or there are none
 * @param parts in order, at least one
 */
public record ImageSource(String name, List<String> classNames, List<ImagePart> parts)
    implements Serializable {
  /** Keeps unmodifiable copies. */
  public ImageSource {
    classNames = List.copyOf(classNames);
    parts = List.copyOf(parts);
  }
}
