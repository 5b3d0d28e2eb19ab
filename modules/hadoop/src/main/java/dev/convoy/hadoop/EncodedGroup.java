package dev.convoy.hadoop;

import dev.convoy.data.image.ImagePart;
import dev.convoy.data.image.ImageSink;
import dev.convoy.files.Storage;
import dev.convoy.image.ImageLimits;
import java.io.IOException;

/**
 * A row group of encoded images.
 *
 * @param file that it is in
 * @param group its index
 */
record EncodedGroup(EncodedFile file, int group) implements ImagePart {
  @Override
  public String name() {
    return file.name() + ", row group " + group;
  }

  @Override
  public String state() {
    return file.state() + " " + group;
  }

  @Override
  public void read(Storage storage, ImageLimits limits, ImageSink to) throws IOException {
    file.using(
        storage,
        reader -> {
          reader.read(group, limits, to);
          return group;
        });
  }
}
