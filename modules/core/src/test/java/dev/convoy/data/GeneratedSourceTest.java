package dev.convoy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.files.LocalStorage;
import dev.convoy.files.Storage;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The data set that is computed. */
@Tag("slow")
class GeneratedSourceTest {
  private static final Storage STORAGE = new LocalStorage();

  @Test
  void itIsTheSameForEver() throws IOException {
    DataSummary summary = DataSets.training("generated:400:12x12x1", STORAGE).summary();

    assertThat(summary.fingerprint())
        .isEqualTo("80c80bbddec72b793456123b002142fc34aac725fb8fec331e9ea47edaa105b9");
    assertThat(summary.shape()).isEqualTo(Shape.of(12, 12, 1));
    assertThat(summary.size()).isEqualTo(400);
    assertThat(summary.classes()).isEqualTo(10);
  }

  @Test
  void withoutNumbersItLooksLikeFashion() throws IOException {
    DataSummary training = DataSets.training("generated", STORAGE).summary();

    assertThat(training.size()).isEqualTo(10_000);
    assertThat(training.shape()).isEqualTo(Shape.of(28, 28, 1));
    assertThat(DataSets.testBeside("generated", STORAGE).orElseThrow().summary().size())
        .isEqualTo(2_000);
  }

  @Test
  void ofManyExamplesTheFirstAreSummarized() throws IOException {
    String shape = ":100x100x3";
    DataSummary all = DataSets.training("generated:559" + shape, STORAGE).summary();
    DataSummary more = DataSets.training("generated:560" + shape, STORAGE).summary();
    DataSummary many = DataSets.training("generated:9000000000" + shape, STORAGE).summary();

    assertThat(many.size()).isEqualTo(9_000_000_000L);
    assertThat(many.classes()).isEqualTo(10);
    assertThat(many.normalization()).isEqualTo(all.normalization()).isEqualTo(more.normalization());
    assertThat(Set.of(all.fingerprint(), more.fingerprint(), many.fingerprint())).hasSize(3);
  }

  @Test
  void testDataAreOthersThanTrainingData() throws IOException {
    DataSource training = DataSets.training("generated:80:12x12x1", STORAGE);
    DataSource test = DataSets.testBeside("generated:400:12x12x1", STORAGE).orElseThrow();

    assertThat(test.summary().size()).isEqualTo(training.summary().size());
    assertThat(test.summary().fingerprint()).isNotEqualTo(training.summary().fingerprint());
  }

  @Test
  void workersTogetherHoldWhatOneWorkerHolds() throws IOException {
    DataSource source = DataSets.training("generated:50:6x5x2", STORAGE);
    ExampleCursor whole = part(source, 0, 1);
    Decoder decoder = new Decoder(Normalization.none(2));
    float[] expected = new float[60];
    float[] actual = new float[60];
    for (int worker = 0; worker < 7; worker++) {
      ExampleCursor part = part(source, worker, 7);
      while (part.remaining() > 0) {
        part.advance();
        whole.advance();
        decoder.pixels(whole.block(), whole.place(), expected, 0);
        decoder.pixels(part.block(), part.place(), actual, 0);
        assertThat(actual).isEqualTo(expected);
        assertThat(part.label()).isEqualTo(whole.label());
        assertThat(part.position()).isEqualTo(whole.position());
      }
    }
    assertThat(whole.remaining()).isZero();
  }

  @Test
  void imagesAreOfTheirClassMoreThanOfOthers() throws IOException {
    // The nearest mean image of the training data beats guessing (10 %) by far on the test data.
    ExampleCursor training = part(DataSets.training("generated:1000:12x12x1", STORAGE), 0, 1);
    ExampleCursor test =
        part(DataSets.testBeside("generated:1000:12x12x1", STORAGE).orElseThrow(), 0, 1);
    Decoder decoder = new Decoder(Normalization.none(1));
    double[][] means = new double[10][144];
    float[] row = new float[144];
    while (training.remaining() > 0) {
      training.advance();
      decoder.pixels(training.block(), training.place(), row, 0);
      for (int p = 0; p < 144; p++) {
        means[training.label()][p] += row[p] / 100;
      }
    }
    int hits = 0;
    while (test.remaining() > 0) {
      test.advance();
      decoder.pixels(test.block(), test.place(), row, 0);
      double[] distances = Arrays.stream(means).mapToDouble(mean -> distance(mean, row)).toArray();
      double least = Arrays.stream(distances).min().orElseThrow();
      hits += distances[test.label()] == least ? 1 : 0;
    }

    assertThat(hits).isBetween(60, 200);
  }

  private static double distance(double[] mean, float[] row) {
    double sum = 0;
    for (int p = 0; p < mean.length; p++) {
      sum += (mean[p] - row[p]) * (mean[p] - row[p]);
    }
    return sum;
  }

  private static ExampleCursor part(DataSource source, int worker, int workers) throws IOException {
    return BlocksInMemory.read(source, workers, 3, STORAGE).cursor(worker, ReadRange.everything());
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
    assertThatThrownBy(() -> DataSets.training(name, STORAGE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'"
                + name
                + "': must be generated[:EXAMPLES[:HEIGHTxWIDTHxCHANNELS]] with 1 to 1000000000000"
                + " examples of at most 67108864 bytes");
  }
}
