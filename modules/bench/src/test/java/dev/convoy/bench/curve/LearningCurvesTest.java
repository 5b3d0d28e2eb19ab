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

  private static String all(double training, double test) {
    return ",\"loss\":%s,\"trainAccuracy\":%s,\"testLoss\":%s,\"testAccuracy\":%s"
        .formatted(2 - training, training, 2 - test, test);
  }

  private static long pixels(LineChart chart, Color colour) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(chart.png()));
    int[] colours =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return Arrays.stream(colours).filter(rgb -> rgb == colour.getRGB()).count();
  }

  private static LineChart accuracies(String... runs) throws IOException {
    return LearningCurves.charts(List.of(runs)).get(0);
  }

  @Test
  void eachRunIsALineOfItsOwnColour() throws IOException {
    String first = run("first", accuracy(0.8), accuracy(0.85), accuracy(0.9));
    String second = run("second", accuracy(0.82), accuracy(0.83));

    assertThat(pixels(accuracies(first), ORANGE)).isZero();
    assertThat(pixels(accuracies(first, "other=" + second), ORANGE)).isGreaterThan(200);
  }

  @Test
  void theFirstEpochIsDrawnHoweverFarItIsBelowTheBest() throws IOException {
    String first = run("first", accuracy(0.8), accuracy(0.95));
    String second = run("second", accuracy(0.105), accuracy(0.9), accuracy(0.912));

    LineChart chart = accuracies(first, second);

    assertThat(chart.bottom()).isEqualTo(10);
    assertThat(chart.top()).isEqualTo(95);
  }

  @Test
  void theAxisEndsAtAHundredPerCentAndWhatIsThereIsDrawn() throws IOException {
    String other = run("other", accuracy(1.0));
    String perfect = run("perfect", accuracy(1.0), accuracy(1.0));

    LineChart chart = accuracies(other, perfect);

    assertThat(chart.top()).isEqualTo(100);
    assertThat(chart.bottom()).isEqualTo(99);
    assertThat(pixels(chart, ORANGE)).isGreaterThan(200);
  }

  @Test
  void trainingAndLossesAreDrawnToo() throws IOException {
    String range = run("range", accuracy(0.5), accuracy(0.9));
    String tested = run("tested", accuracy(0.8), accuracy(0.8));
    String both = run("both", all(0.6, 0.8), all(0.6, 0.8));
    String untrained = run("untrained", all(0.5, 0.5));

    assertThat(accuracies(both).bottom()).isEqualTo(60);
    assertThat(pixels(accuracies(range, both), ORANGE))
        .isGreaterThan(pixels(accuracies(range, tested), ORANGE) + 100);
    assertThat(LearningCurves.charts(List.of(tested))).hasSize(1);
    List<LineChart> charts = LearningCurves.charts(List.of(untrained, both));
    assertThat(charts).hasSize(2);
    assertThat(charts.get(1).bottom()).isEqualTo(1);
    assertThat(charts.get(1).top()).isEqualTo(2);
    assertThat(pixels(charts.get(1), ORANGE)).isGreaterThan(200);
  }

  @Test
  void aRunWithoutTestDataIsDrawnByItsTraining() throws IOException {
    String untested = run("untested", ",\"trainAccuracy\":0.52", ",\"trainAccuracy\":0.6");

    assertThat(accuracies(untested).bottom()).isEqualTo(52);
  }

  @Test
  void aRunWithoutAnEpochIsNamed() throws IOException {
    for (String nothing : List.of(run("begun"), folder.resolve("none").toString())) {
      assertThatThrownBy(() -> LearningCurves.charts(List.of(nothing)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("run '" + nothing + "' must have metrics.jsonl with an epoch that is done");
    }
  }

  @Test
  void metricsThatAreNotJsonAreNamed() throws IOException {
    String broken = run("broken", ",");

    assertThatThrownBy(() -> LearningCurves.charts(List.of(broken)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(broken + "/metrics.jsonl: line 2: is not valid JSON: ");
  }

  @Test
  void aNameIsGivenOnce() throws IOException {
    String first = run("a/run", accuracy(0.8));
    String second = run("b=c/run", accuracy(0.9));

    assertThatThrownBy(() -> LearningCurves.charts(List.of(first, second)))
        .hasMessage("name 'run' must be given to one run only");
    assertThat(accuracies(first, "other=" + second).isEmpty()).isFalse();
  }
}
