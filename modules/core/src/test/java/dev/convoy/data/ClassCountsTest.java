package dev.convoy.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.files.LocalStorage;
import dev.convoy.files.Storage;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ClassCountsTest {
  @Test
  void everyExampleIsCountedOnceWhateverTheSeed() throws IOException {
    Storage storage = new LocalStorage();
    DataSource source = new InBlocks(DataSets.training("generated:503:4x4x1", storage), 100, 1);

    long[] counts = ClassCounts.of(source, 1, storage);

    assertThat(Arrays.stream(counts).sum()).isEqualTo(503);
    assertThat(counts).hasSize(10).doesNotContain(0);
    assertThat(ClassCounts.of(source, 2, storage)).isEqualTo(counts);
  }
}
