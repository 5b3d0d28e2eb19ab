package dev.convoy.spark.command.output;

import dev.convoy.data.Block;
import dev.convoy.data.DataSets;
import dev.convoy.data.DataSource;
import dev.convoy.data.PositionRange;
import dev.convoy.files.DurableFiles;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.hadoop.PackedImages;
import dev.convoy.hadoop.Packer;
import dev.convoy.spark.pack.ImagePacking;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What people want to know of packed images: a Markdown file, and a picture of samples beside it.
 *
 * @param result what was packed
 */
public record DataCard(ImagePacking.Result result) {
  private static final String NAME = "data-card.md";
  private static final String SAMPLES = "samples.png";
  private static final int ROWS = 8;
  private static final int COLUMNS = 12;
  private static final float LARGEST = 255;

  /** The card of a result. */
  public static DataCard of(ImagePacking.Result result) {
    return new DataCard(result);
  }

  /** Writes both files into the folder of packed data. */
  public void write(FilePath folder, Storage storage) throws IOException {
    DurableFiles files = new DurableFiles(folder, storage);
    files.write(folder.resolve(NAME), markdown().getBytes(StandardCharsets.UTF_8));
    files.write(
        folder.resolve(SAMPLES), samples(DataSets.training(folder.text(), storage), storage));
  }

  private String markdown() {
    PackedImages images = result.images();
    StringBuilder text = new StringBuilder("# Data card\n\n");
    line(text, "Images", images.source());
    line(text, "Made of them", images.preprocessing().text() + " (fit:height×width×channels)");
    line(text, "Decoder", images.decoder());
    line(text, "Left out", String.format(Locale.ROOT, "%,d bad images", images.bad()));
    if (!images.heldOut().isEmpty()) {
      line(
          text,
          "Split",
          images.heldOut() + " for training, the others for validation, by a hash of the name");
    }
    text.append("\n| split | images | mean | deviation | SHA-256 |\n|---|---|---|---|---|\n");
    for (Packer.Packed split : result.packed()) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %,d | %s | %s | `%s` |%n",
              split.split(),
              split.summary().size(),
              numbers(split.summary().normalization().mean()),
              numbers(split.summary().normalization().deviation()),
              split.summary().fingerprint()));
    }
    appendClasses(text);
    return text.append("\n![samples](" + SAMPLES + ")\n").toString();
  }

  private static void line(StringBuilder text, String what, String value) {
    text.append("- ").append(what).append(": ").append(value).append('\n');
  }

  private static String numbers(List<Float> values) {
    return values.stream()
        .map(value -> String.format(Locale.ROOT, "%.4f", value))
        .collect(Collectors.joining(" "));
  }

  private void appendClasses(StringBuilder text) {
    Map<String, long[]> counts = result.counts();
    List<String> names = result.images().classNames();
    int classes = counts.values().stream().mapToInt(each -> each.length).max().orElse(0);
    text.append("\n| label | class |");
    counts.keySet().forEach(split -> text.append(' ').append(split).append(" |"));
    text.append("\n|---|---|").append("---|".repeat(counts.size())).append('\n');
    for (int c = 0; c < classes; c++) {
      text.append("| ").append(c).append(" | ");
      text.append(c < names.size() ? names.get(c).replace("|", "\\|") : "").append(" |");
      for (long[] split : counts.values()) {
        text.append(String.format(Locale.ROOT, " %,d |", c < split.length ? split[c] : 0));
      }
      text.append('\n');
    }
  }

  /** The first images of the permuted order. */
  private static byte[] samples(DataSource source, Storage storage) throws IOException {
    int count = (int) Math.min(ROWS * COLUMNS, source.summary().size());
    Block block = Block.read(source, new PositionRange(0, count), 0, storage);
    int size = source.summary().shape().size();
    SamplePicture picture =
        new SamplePicture(source.summary().shape(), (count + COLUMNS - 1) / COLUMNS, COLUMNS);
    float[] levels = new float[size];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < size; j++) {
        levels[j] = Byte.toUnsignedInt(block.pixels()[i * size + j]) / LARGEST;
      }
      picture.draw(i / COLUMNS, i % COLUMNS, levels);
    }
    return picture.png();
  }
}
