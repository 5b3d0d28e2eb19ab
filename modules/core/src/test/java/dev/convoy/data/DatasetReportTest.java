package dev.convoy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.files.LocalStorage;
import dev.convoy.files.Storage;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What going through all images finds. */
class DatasetReportTest {
  private static final Storage STORAGE = new LocalStorage();
  private static final Shape SHAPE = Shape.of(2, 2, 1);

  private static DataSummary summary(int size, int classes) {
    return new DataSummary("data", SHAPE, size, classes, Normalization.none(1), "");
  }

  /** Images are the four bytes of these numbers. */
  private static DatasetReportBuilder census(int classes, int[] labels, int... images) {
    DatasetReportBuilder builder = new DatasetReportBuilder(summary(labels.length, classes), 2);
    byte[] pixels = new byte[4 * images.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (images[i / 4] >> 8 * (i % 4));
    }
    builder.add(new Block(SHAPE, 10, pixels, labels));
    return builder;
  }

  @Test
  void everyExampleIsCounted() throws IOException {
    DataSource source = DataSets.training("generated:123:5x4x3", STORAGE);
    DatasetReport census = DatasetReport.of(new InBlocks(source, 10, 2), 1, 3, STORAGE);

    // Generated labels go round.
    assertThat(census.counts())
        .isEqualTo(IntStream.range(0, 10).mapToObj(c -> c < 3 ? 13L : 12L).toList());
    assertThat(census.summary()).isEqualTo(source.summary());
    assertThat(census.warnings()).isEmpty();
    assertThat(census.blank()).isZero();
    assertThat(census.duplicates()).isZero();
  }

  @Test
  void samplesAreTheFirstOfEachClassInTheOrderOfTheSeed() throws IOException {
    DataSource source = DataSets.training("generated:60:5x4x3", STORAGE);
    DatasetReport census = DatasetReport.of(new InBlocks(source, 7, 2), 4, 3, STORAGE);
    Block all = Block.read(source, new PositionRange(0, 60), 4, STORAGE);
    Map<Integer, List<Long>> first = new HashMap<>();
    for (int place = 0; place < 60; place++) {
      first.computeIfAbsent(all.labels()[place], label -> new ArrayList<>()).add((long) place);
    }

    assertThat(census.samples()).hasSize(3);
    for (int label = 0; label < 3; label++) {
      List<Block> samples = census.samples().get(label);
      assertThat(samples)
          .extracting(Block::firstPosition)
          .isEqualTo(first.get(label).subList(0, 3));
      for (Block sample : samples) {
        assertThat(sample.labels()).containsExactly(label);
        int at = (int) sample.firstPosition() * 60;
        assertThat(sample.pixels()).isEqualTo(Arrays.copyOfRange(all.pixels(), at, at + 60));
      }
    }
  }

  @Test
  void blankImagesAndCopiesAreFound() {
    DatasetReport census =
        census(2, new int[] {0, 1, 0, 1, 1, 0}, 0x01010101, 5, 7, 5, 0, 5).build();

    assertThat(census.blank()).isEqualTo(2);
    assertThat(census.duplicates()).isEqualTo(2);
    assertThat(census.warnings())
        .containsExactly(
            "data: 2 of 6 images have one value throughout",
            "data: 2 of 6 images are copies of others");
  }

  @Test
  void emptyClassesAreNamed() {
    assertThat(census(6, new int[] {0, 3, 3, 5}, 1, 2, 3, 4).build().warnings())
        .containsExactly("data: no examples of class 1, 2, 4");
    assertThat(census(15, new int[] {0, 14}, 1, 2).build().warnings())
        .containsExactly("data: no examples of class 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 3 others");
  }

  @Test
  void strongDifferencesBetweenClassesAreToldAndTenfoldIsNone() {
    int[] labels = new int[11];
    labels[10] = 1;
    int[] images = IntStream.range(1, 13).toArray();
    assertThat(census(2, labels, IntStream.range(1, 12).toArray()).build().warnings()).isEmpty();
    int[] more = new int[12];
    more[11] = 1;
    assertThat(census(2, more, images).build().warnings())
        .containsExactly("data: unbalanced, classes have 1 to 11 examples");
  }

  @Test
  void aLabelThatTheSummaryDoesNotKnowIsRefused() {
    assertThatThrownBy(() -> census(2, new int[] {0, 2}, 1, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("data: label 2 must be below 2");
  }

  @Test
  void filesAreReadToo(@TempDir Path folder) throws IOException {
    IdxFiles.writePair(folder, 30);

    DatasetReport census =
        DatasetReport.of(DataSets.training(folder.toString(), STORAGE), 1, 2, STORAGE);

    assertThat(census.counts()).containsExactly(10L, 10L, 10L);
    assertThat(census.samples()).hasSize(2).allMatch(samples -> samples.size() == 2);
  }
}
