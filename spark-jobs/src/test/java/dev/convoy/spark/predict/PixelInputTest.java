package dev.convoy.spark.predict;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PixelInputTest {
  @ParameterizedTest
  @CsvSource({
    "10000, 21399, 2140",
    "400000, 21399, 7133",
    "2000000, 21399, 21399",
    "50000, 106, 2014",
    "1000, 2048, 2048",
    "5, 1, 2048"
  })
  void filesAreNeitherFewNorSmall(long images, int block, int size) {
    assertThat(PixelInput.size(images, block)).isEqualTo(size);
  }
}
