package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same files decoded and resized by Pillow. Without Python it is skipped. */
@Tag("slow")
class PillowTest {
  /** Where the build's scripts install Python's packages, seen from a module. */
  private static final Path PACKAGES = Path.of("../../target/python").toAbsolutePath();

  @TempDir private Path folder;

  private void writeCases() throws IOException, InterruptedException {
    Path script = folder.resolve("pillow_cases.py");
    Files.write(script, PillowTest.class.getResourceAsStream("pillow_cases.py").readAllBytes());
    ProcessBuilder python =
        new ProcessBuilder("python3", script.toString(), folder.toString(), "1");
    python.environment().put("PYTHONPATH", PACKAGES.toString());
    Path errors = folder.resolve("errors.txt");
    python.redirectErrorStream(true).redirectOutput(errors.toFile());
    int status = python.start().waitFor();
    assertThat(status).as(Files.readString(errors)).isZero();
  }

  @Test
  void pixelsAreThoseOfPillow() throws IOException, InterruptedException {
    assumeThat(PACKAGES.resolve("PIL")).exists();
    writeCases();

    List<String> cases = Files.readAllLines(folder.resolve("cases.txt"));

    assertThat(cases).hasSizeGreaterThan(100);
    List<String> different = new ArrayList<>();
    for (String line : cases) {
      String[] parts = line.split(" ");
      Preprocessing preprocessing = Preprocessing.parse(parts[1]);
      byte[] actual = new byte[preprocessing.shape().size()];
      new ImagePreprocessor(preprocessing, ImageLimits.STANDARD)
          .pixels(Files.readAllBytes(folder.resolve(parts[0])), actual, 0);
      byte[] expected = Files.readAllBytes(folder.resolve(parts[0] + ".raw"));
      int difference = difference(actual, expected);
      if (difference > Integer.parseInt(parts[2])) {
        different.add(line + ": " + difference);
      }
    }
    assertThat(different).isEmpty();
  }

  private static int difference(byte[] a, byte[] b) {
    assertThat(a).hasSameSizeAs(b);
    int largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs((a[i] & 0xFF) - (b[i] & 0xFF)));
    }
    return largest;
  }
}
