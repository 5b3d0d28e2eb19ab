package dev.convoy.bench.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.bench.chart.LineChart;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is drawn of runs, and of which there is nothing to draw. */
class LearningCurvesTest {
  private static final String EPOCH = "{\"event\":\"epoch\",\"epoch\":%d%s}%n";

  /** The second of the chart's colours. */
  private static final Color ORANGE = new Color(0xe69f00);

  @TempDir private Path folder;

  private String run(String name, String... tested) throws IOException {
    StringBuilder metrics = new StringBuilder("{\"event\":\"round\",\"epoch\":1}\n");
    for (int i = 0; i < tested.length; i++) {
      metrics.append(EPOCH.formatted(i + 1, tested[i]));
    }
    Path directory = Files.createDirectories(folder.resolve(name));
    Files.writeString(directory.resolve("metrics.jsonl"), metrics);
    return directory.toString();
  }

  private static String accuracy(double value) {
    return ",\"testAccuracy\":" + value;
  }

  private static long pixels(LineChart chart, Color colour) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(chart.png()));
    int[] colours =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return Arrays.stream(colours).filter(rgb -> rgb == colour.getRGB()).count();
  }

  @Test
  void eachRunIsALineOfItsOwnColour() throws IOException {
    String first = run("first", accuracy(0.8), accuracy(0.85), accuracy(0.9));
    String second = run("second", accuracy(0.82), accuracy(0.83));

    assertThat(pixels(LearningCurves.chart(List.of(first)), ORANGE)).isZero();
    assertThat(pixels(LearningCurves.chart(List.of(first, "other=" + second)), ORANGE))
        .isGreaterThan(200);
  }

  @Test
  void aRunWithoutAnEpochOnTestDataIsNamed() throws IOException {
    String untested = run("untested", "", "");

    for (String nothing : List.of(untested, folder.resolve("none").toString())) {
      assertThatThrownBy(() -> LearningCurves.chart(List.of(nothing)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("run '" + nothing + "' must have metrics.jsonl with an epoch with test data");
    }
  }

  @Test
  void aNameIsGivenOnce() throws IOException {
    String first = run("a/run", accuracy(0.8));
    String second = run("b=c/run", accuracy(0.9));

    assertThatThrownBy(() -> LearningCurves.chart(List.of(first, second)))
        .hasMessage("name 'run' must be given to one run only");
    assertThat(LearningCurves.chart(List.of(first, "other=" + second)).isEmpty()).isFalse();
  }
}
