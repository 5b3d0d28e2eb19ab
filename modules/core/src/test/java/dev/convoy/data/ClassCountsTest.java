package dev.convoy.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class ClassCountsTest {
  @Test
  void everyExampleIsCountedOnceWhateverTheSeed() throws IOException {
    Configuration hadoop = new Configuration(false);
    DataSource source = new InBlocks(DataSets.training("generated:503:4x4x1", hadoop), 100, 1);

    long[] counts = ClassCounts.of(source, 1, hadoop);

    assertThat(Arrays.stream(counts).sum()).isEqualTo(503);
    assertThat(counts).hasSize(10).doesNotContain(0);
    assertThat(ClassCounts.of(source, 2, hadoop)).isEqualTo(counts);
  }
}
