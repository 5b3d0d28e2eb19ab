package example;

import dev.convoy.data.DataSource;
import dev.convoy.data.DataSummary;
import dev.convoy.data.ExampleSink;
import dev.convoy.data.FileStamp;
import dev.convoy.data.SummaryBuilder;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.tensor.Shape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Lines of a label and the pixels of a grey square image, 0 to 255, with commas in between. */
record CsvSource(FileStamp file, DataSummary summary) implements DataSource {
  static CsvSource open(FilePath path, Storage storage) throws IOException {
    FileStamp file = FileStamp.of(path, storage);
    try (BufferedReader lines = lines(path, storage)) {
      String line = lines.readLine();
      int side = line == null ? 0 : (int) Math.sqrt(line.split(",").length - 1);
      if (side < 1) {
        throw new IOException(path + ": line 1 must have a label and pixels");
      }
      SummaryBuilder summary = new SummaryBuilder(Shape.of(side, side, 1));
      byte[] pixels = new byte[side * side];
      for (int number = 1; line != null; number++) {
        summary.add(pixels, 0, parse(path, number, line, pixels));
        line = lines.readLine();
      }
      return new CsvSource(file, summary.build(path.toString()));
    }
  }

  @Override
  public void read(long[] numbers, Storage storage, ExampleSink to) throws IOException {
    file.requireUnchanged(storage);
    byte[] pixels = new byte[summary.shape().size()];
    try (BufferedReader lines = lines(file.file(), storage)) {
      long next = 0;
      for (long number : numbers) {
        String line = lines.readLine();
        for (; next < number; next++) {
          line = lines.readLine();
        }
        to.add(pixels, 0, parse(file.file(), number + 1, line, pixels));
        next++;
      }
    }
  }

  private static BufferedReader lines(FilePath path, Storage storage) throws IOException {
    return new BufferedReader(new InputStreamReader(storage.open(path), StandardCharsets.UTF_8));
  }

  private static int parse(FilePath path, long number, String line, byte[] pixels)
      throws IOException {
    String[] fields = line.split(",");
    if (fields.length != pixels.length + 1) {
      throw new IOException(
          path + ": line " + number + " must have a label and " + pixels.length + " pixels");
    }
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Integer.parseInt(fields[1 + i]);
    }
    return Integer.parseInt(fields[0]);
  }
}
