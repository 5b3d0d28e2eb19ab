package dev.convoy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The data set that is computed. */
class GeneratedSourceTest {
  private static final Configuration HADOOP = new Configuration(false);

  @Test
  void itIsTheSameForEver() throws IOException {
    DataSummary summary = DataSets.training("generated:400:12x12x1", HADOOP).summary();

    assertThat(summary.fingerprint())
        .isEqualTo("80c80bbddec72b793456123b002142fc34aac725fb8fec331e9ea47edaa105b9");
    assertThat(summary.shape()).isEqualTo(Shape.of(12, 12, 1));
    assertThat(summary.size()).isEqualTo(400);
    assertThat(summary.classes()).isEqualTo(10);
  }

  @Test
  void withoutNumbersItLooksLikeFashion() throws IOException {
    DataSummary training = DataSets.training("generated", HADOOP).summary();

    assertThat(training.size()).isEqualTo(10_000);
    assertThat(training.shape()).isEqualTo(Shape.of(28, 28, 1));
    assertThat(DataSets.testBeside("generated", HADOOP).orElseThrow().summary().size())
        .isEqualTo(2_000);
  }

  @Test
  void testDataAreOthersThanTrainingData() throws IOException {
    DataSource training = DataSets.training("generated:80:12x12x1", HADOOP);
    DataSource test = DataSets.testBeside("generated:400:12x12x1", HADOOP).orElseThrow();

    assertThat(test.summary().size()).isEqualTo(training.summary().size());
    assertThat(test.summary().fingerprint()).isNotEqualTo(training.summary().fingerprint());
  }

  @Test
  void workersTogetherHoldWhatOneWorkerHolds() throws IOException {
    DataSource source = DataSets.training("generated:50:6x5x2", HADOOP);
    Partition whole = part(source, 0, 1);
    Decoder decoder = new Decoder(Normalization.none(2));
    float[] expected = new float[60];
    float[] actual = new float[60];
    int at = 0;

    for (int worker = 0; worker < 7; worker++) {
      Partition partition = part(source, worker, 7);
      for (int i = 0; i < partition.size(); i++) {
        decoder.pixels(whole, at, expected, 0);
        decoder.pixels(partition, i, actual, 0);
        assertThat(actual).isEqualTo(expected);
        assertThat(decoder.label(partition, i)).isEqualTo(decoder.label(whole, at));
        assertThat(decoder.position(partition, i)).isEqualTo(at);
        at++;
      }
    }
    assertThat(at).isEqualTo(50);
  }

  @Test
  void imagesAreOfTheirClassMoreThanOfOthers() throws IOException {
    // The nearest mean image of the training data beats guessing (10 %) by far on the test data.
    Partition training = part(DataSets.training("generated:1000:12x12x1", HADOOP), 0, 1);
    Partition test =
        part(DataSets.testBeside("generated:1000:12x12x1", HADOOP).orElseThrow(), 0, 1);
    Decoder decoder = new Decoder(Normalization.none(1));
    double[][] means = new double[10][144];
    float[] row = new float[144];
    for (int i = 0; i < training.size(); i++) {
      decoder.pixels(training, i, row, 0);
      for (int p = 0; p < 144; p++) {
        means[decoder.label(training, i)][p] += row[p] / (training.size() / 10.0);
      }
    }
    int hits = 0;
    for (int i = 0; i < test.size(); i++) {
      decoder.pixels(test, i, row, 0);
      double[] distances = Arrays.stream(means).mapToDouble(mean -> distance(mean, row)).toArray();
      double least = Arrays.stream(distances).min().orElseThrow();
      hits += distances[decoder.label(test, i)] == least ? 1 : 0;
    }

    assertThat(hits).isBetween(test.size() * 3 / 10, test.size());
  }

  private static double distance(double[] mean, float[] row) {
    double sum = 0;
    for (int p = 0; p < mean.length; p++) {
      sum += (mean[p] - row[p]) * (mean[p] - row[p]);
    }
    return sum;
  }

  private static Partition part(DataSource source, int worker, int workers) throws IOException {
    return Partition.read(source, workers, worker, 3, HADOOP);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "generated:",
        "generated:0",
        "generated:-5",
        "generated:many",
        "generated:10:",
        "generated:10:12",
        "generated:10:0x12x1",
        "generated:10:12x12x1x1x1",
        "generated:10:12x12x1:more"
      })
  void anotherFormIsRefusedInOneLine(String name) {
    assertThatThrownBy(() -> DataSets.training(name, HADOOP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "data '"
                + name
                + "': must be generated[:EXAMPLES[:HEIGHTxWIDTHxCHANNELS]] with at least 1"
                + " example");
  }
}
