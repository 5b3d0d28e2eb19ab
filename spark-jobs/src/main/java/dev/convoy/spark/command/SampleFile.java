package dev.convoy.spark.command;

import dev.convoy.augment.Augmentations;
import dev.convoy.augment.Augmenter;
import dev.convoy.data.Block;
import dev.convoy.data.DatasetReport;
import dev.convoy.data.Normalization;
import dev.convoy.files.DurableFiles;
import dev.convoy.files.FilePath;
import dev.convoy.files.FileRecord;
import dev.convoy.files.Storage;
import dev.convoy.spark.command.options.ModelArgument;
import dev.convoy.spark.command.options.UserInput;
import dev.convoy.spark.command.output.SamplePicture;
import java.io.IOException;
import java.util.List;

/**
 * A new file with a picture of samples.
 *
 * @param name what the user called it
 * @param path where
 * @param files of its file system
 */
record SampleFile(String name, FilePath path, DurableFiles files) {
  private static final String SUFFIX = ".png";

  /** Images as they are in a run's first epoch. */
  private static final int EPOCH = 1;

  /**
   * The file of this name, which must not be there yet.
   *
   * @throws IllegalArgumentException if it is, or if its name is not that of a PNG file
   */
  static SampleFile absent(String name, Storage storage) throws IOException {
    if (!name.endsWith(SUFFIX)) {
      throw new IllegalArgumentException("samples '" + name + "': must end with " + SUFFIX);
    }
    FilePath given = ModelArgument.path("samples", name);
    return UserInput.about(
        "samples",
        name,
        () -> {
          FilePath path = storage.absolute(given);
          SampleFile file = new SampleFile(name, path, new DurableFiles(path, storage));
          file.requireAbsent();
          return file;
        });
  }

  private void requireAbsent() throws IOException {
    if (files.status(path).isPresent()) {
      throw new IllegalArgumentException(
          "samples '" + name + "': is there already, and nothing is overwritten");
    }
  }

  /** Draws the samples, augmented as in the first epoch of a run with this seed. */
  FileRecord draw(DatasetReport census, Augmentations steps, long seed) throws IOException {
    byte[] content = picture(census, steps, seed).png();
    return UserInput.about(
        "samples", name, () -> files.under(this::requireAbsent).write(path, content));
  }

  private static SamplePicture picture(DatasetReport census, Augmentations steps, long seed) {
    Normalization normalization = census.summary().normalization();
    Augmenter augmenter = new Augmenter(steps, census.summary().shape(), normalization, seed);
    List<List<Block>> samples = census.samples();
    int columns = samples.stream().mapToInt(List::size).max().orElse(0);
    SamplePicture picture = new SamplePicture(census.summary().shape(), samples.size(), columns);
    float[] image = new float[census.summary().shape().size()];
    for (int row = 0; row < samples.size(); row++) {
      for (int column = 0; column < samples.get(row).size(); column++) {
        augmenter.pixels(samples.get(row).get(column), 0, EPOCH, image, 0);
        restoreLevels(normalization, image);
        picture.draw(row, column, image);
      }
    }
    return picture;
  }

  /** Undoes the normalization. */
  private static void restoreLevels(Normalization normalization, float[] image) {
    int channels = normalization.mean().size();
    for (int i = 0; i < image.length; i++) {
      float deviation = normalization.deviation().get(i % channels);
      image[i] = image[i] * deviation + normalization.mean().get(i % channels);
    }
  }
}
