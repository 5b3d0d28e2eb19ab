package dev.convoy.hadoop;

import dev.convoy.data.FileStamp;
import dev.convoy.data.image.ImagePart;
import dev.convoy.data.image.ImageSink;
import dev.convoy.files.Storage;
import dev.convoy.image.ImageLimits;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A Parquet file of encoded images, whose footer a task reads to find its row groups.
 *
 * @param name its path below the data set's folder
 * @param file its state
 * @param table what it has in common with others
 */
record EncodedFile(String name, FileStamp file, EncodedTable table) implements ImagePart {
  /** What is done with an open file. */
  interface Use<T> {
    T of(EncodedReader reader) throws IOException;
  }

  /** Opens the file, which must not have changed, and closes it. */
  <T> T using(Storage storage, Use<T> use) throws IOException {
    file.requireUnchanged(storage);
    try (EncodedReader reader = EncodedReader.open(this, storage)) {
      return use.of(reader);
    }
  }

  @Override
  public List<ImagePart> listed(Storage storage) throws IOException {
    return using(
        storage,
        reader ->
            IntStream.range(0, reader.groups())
                .mapToObj(group -> (ImagePart) new EncodedGroup(this, group))
                .toList());
  }

  @Override
  public String state() {
    return name + " " + file.length() + " " + file.modified();
  }

  @Override
  public void read(Storage storage, ImageLimits limits, ImageSink to) throws IOException {
    using(
        storage,
        reader -> {
          for (int group = 0; group < reader.groups(); group++) {
            reader.read(group, limits, to);
          }
          return reader.groups();
        });
  }
}
