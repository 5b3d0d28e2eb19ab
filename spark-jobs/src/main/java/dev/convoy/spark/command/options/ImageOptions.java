package dev.convoy.spark.command.options;

import dev.convoy.data.image.ImageFields;
import dev.convoy.data.image.ImageSet;
import dev.convoy.data.image.ImageSets;
import dev.convoy.files.Storage;
import dev.convoy.image.Fit;
import dev.convoy.spark.pack.ImageChoices;
import dev.convoy.spark.pack.OnBadImage;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The options about encoded images, such as JPEG files. */
public final class ImageOptions {
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,5})(?:x([0-9]{1,5}))?");

  @Option(
      names = "--size",
      paramLabel = "N|HxW",
      description =
          "Of encoded images: height and width to resize to, such as 224 or 160x224 (default: that of"
              + " the images, which must all have one).")
  private Optional<String> size;

  @Option(
      names = "--fit",
      paramLabel = "F",
      description =
          "What becomes of an image in another ratio of sides: 'crop' its centre, 'pad' it with"
              + " black, or 'stretch' it (default: crop).")
  private Optional<String> fit;

  @Option(
      names = "--channels",
      paramLabel = "C",
      description = "1 for grey, 3 for colour (default: 1 if all of some images are grey).")
  @Range(most = 3)
  private Optional<Integer> channels;

  @Option(
      names = "--image-column",
      paramLabel = "NAME",
      description = "The column with images or their paths (default: the usual names).")
  private Optional<String> imageColumn;

  @Option(
      names = "--label-column",
      paramLabel = "NAME",
      description = "The column with labels (default: the usual names).")
  private Optional<String> labelColumn;

  @Option(
      names = "--on-bad-image",
      paramLabel = "P",
      description =
          "If an image cannot be decoded: 'fail', 'skip' it, or 'quarantine' a copy of it; a file"
              + " bad-images.jsonl names those that are left out and says why (default: fail).")
  private Optional<String> onBadImage;

  @Option(
      names = "--split",
      paramLabel = "X",
      description =
          "Train on this share of the images, such as 0.9, and validate on the others; a hash of"
              + " their names decides (default: train on all).")
  @Range(least = 0, above = true, most = 1)
  private Optional<Double> split;

  /** What was given, checked. */
  public ImageChoices choices() {
    return new ImageChoices(
        new ImageFields(imageColumn, labelColumn, Optional.empty(), true),
        size.map(ImageOptions::parseSize),
        channels,
        fit.map(Fit::named).orElse(Fit.CROP),
        onBadImage.map(OnBadImage::named).orElse(OnBadImage.FAIL),
        split.isPresent() ? OptionalDouble.of(split.get()) : OptionalDouble.empty());
  }

  private static Shape parseSize(String text) {
    Matcher sides = SIZE.matcher(text);
    if (!sides.matches()) {
      throw new IllegalArgumentException(
          "size '" + text + "' must be a number of pixels, or HEIGHTxWIDTH");
    }
    int height = Integer.parseInt(sides.group(1));
    int width = sides.group(2) == null ? height : Integer.parseInt(sides.group(2));
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException("size '" + text + "' must be at least 1");
    }
    return Shape.of(height, width, 1);
  }

  /**
   * The encoded images that data are; empty if data are pixels.
   *
   * @throws IllegalArgumentException if data are pixels, and options about images are given
   */
  public Optional<ImageSet> find(String data, Storage storage) throws IOException {
    ImageChoices choices = choices();
    Optional<ImageSet> found = ImageSets.find(data, choices.fields(), storage);
    Optional<String> given = given();
    if (found.isEmpty() && given.isPresent()) {
      throw new IllegalArgumentException(
          given.get() + ": data '" + data + "' are no encoded images, so it has no effect");
    }
    return found;
  }

  /**
   * Refuses encoded images where pixels are needed.
   *
   * @throws IllegalArgumentException if data are such
   */
  public static void requirePixels(String data, Storage storage) throws IOException {
    if (ImageSets.find(data, ImageFields.USUAL.unlabelled(), storage).isPresent()) {
      boolean labelled = ImageSets.find(data, ImageFields.USUAL, storage).isPresent();
      throw new IllegalArgumentException(
          "data '"
              + data
              + (labelled
                  ? "' are encoded images; pack them first with 'convoy pack'"
                  : "' are images without labels; put them into a folder for each class"));
    }
  }

  /** The first option that was given. */
  private Optional<String> given() {
    return size.map(value -> "size '" + value + "'")
        .or(() -> fit.map(value -> "fit '" + value + "'"))
        .or(() -> channels.map(value -> "channels " + value))
        .or(() -> imageColumn.map(value -> "image-column '" + value + "'"))
        .or(() -> labelColumn.map(value -> "label-column '" + value + "'"))
        .or(() -> onBadImage.map(value -> "on-bad-image '" + value + "'"))
        .or(() -> split.map(value -> "split " + value));
  }
}
