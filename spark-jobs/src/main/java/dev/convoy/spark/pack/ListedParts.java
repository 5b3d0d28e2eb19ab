package dev.convoy.spark.pack;

import dev.convoy.data.image.ImagePart;
import dev.convoy.spark.wire.ListedPart;
import java.util.Iterator;

/**
 * Parts that have travelled.
 *
 * @param listed as they came
 */
public record ListedParts(Iterator<ListedPart> listed) implements Iterator<ImagePart> {
  @Override
  public boolean hasNext() {
    return listed.hasNext();
  }

  @Override
  public ImagePart next() {
    return listed.next().part();
  }
}
