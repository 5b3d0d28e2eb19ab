package dev.convoy.spark.command;

import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.hadoop.PackedFolder;
import dev.convoy.hadoop.PackedImages;
import dev.convoy.image.Preprocessing;
import dev.convoy.run.RunLocation;
import dev.convoy.spark.command.output.Console;
import dev.convoy.spark.pack.ImageChoices;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The pixels that a run makes of encoded images: they are packed into the run directory once, and
 * used again when the run is resumed.
 *
 * @param name what the user called the run directory
 * @param location the run directory
 * @param packing what to pack
 * @param storage how to reach files
 */
record RunImages(String name, RunLocation location, ImagePackingRun packing, Storage storage) {
  /** Whether they are there already. */
  boolean arePacked() throws IOException {
    Optional<PackedImages> there = PackedFolder.images(location.images(), storage);
    there.ifPresent(this::requireSame);
    return there.isPresent();
  }

  private void requireSame(PackedImages there) {
    ImageChoices choices = packing.choices();
    Preprocessing used = there.preprocessing();
    boolean sized =
        choices.size().map(size -> size.spatial().equals(used.shape().spatial())).orElse(true);
    boolean coloured =
        choices.channels().map(channels -> channels == used.shape().channels()).orElse(true);
    boolean same =
        there.source().equals(packing.name())
            && sized
            && coloured
            && choices.fit() == used.fit()
            && choices.splitText().equals(there.heldOut());
    if (!same) {
      throw new IllegalArgumentException(
          "out '"
              + name
              + "' holds images of '"
              + there.source()
              + "', "
              + used.text()
              + (there.heldOut().isEmpty() ? "" : ", split " + there.heldOut())
              + "; give the same data, size, fit, channels and split, or another directory");
    }
  }

  /**
   * Packs them, under the lease of the run.
   *
   * @param cancel is given what cancels it
   */
  void pack(JavaSparkContext spark, Console console, Consumer<Consumer<String>> cancel)
      throws IOException {
    FilePath folder = location.images();
    console.note(
        "packing images into %s; 'convoy pack' makes data that several runs can share", folder);
    location.exclusively(
        line -> console.note("%s", line),
        () -> {
          if (PackedFolder.isUnfinished(folder, storage)) {
            // Of a driver that was killed: nobody else packs while this one has the lease.
            PackedFolder.discard(folder, storage);
          }
          return packing.run(spark, folder, storage, console, cancel);
        });
  }
}
