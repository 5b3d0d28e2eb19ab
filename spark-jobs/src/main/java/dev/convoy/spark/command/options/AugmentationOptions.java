package dev.convoy.spark.command.options;

import dev.convoy.augment.Augmentations;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that says how images are changed at random. */
public final class AugmentationOptions {
  @Option(
      names = "--augment",
      paramLabel = "LIST",
      defaultValue = Augmentations.NONE,
      description = {
        "How training images are changed at random each time they are used, step by step:"
            + " flip[:vertical], crop:PADDING, rotate:DEGREES, brightness:AMOUNT, contrast:AMOUNT,"
            + " colour:AMOUNT, noise:DEVIATION, erase:PROBABILITY[,LARGEST], and last"
            + " mixup:ALPHA, which mixes the images of a batch; with commas between them, or the option"
            + " again; levels go from 0, black, to 1 (default:"
            + " ${DEFAULT-VALUE})."
      })
  private List<String> augment;

  /** The steps. */
  public Augmentations augmentations() {
    return Augmentations.parse(augment);
  }
}
