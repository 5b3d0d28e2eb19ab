package dev.convoy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From bytes to the numbers that a model sees. */
class NormalizationTest {

  @Test
  void eachChannelHasItsOwnMeanAndDeviation() {
    SummaryBuilder builder = new SummaryBuilder(Shape.of(1, 2, 2));
    // Channel 0: 0, 255, 255, 0. Channel 1: 10, 20, 30, 40.
    builder.add(new byte[] {0, 10, -1, 20}, 4, new byte[] {0}, 1);
    builder.add(new byte[] {-1, 30, 0, 40}, 4, new byte[] {1}, 1);

    Normalization normalization = builder.build("test").normalization();

    assertThat(normalization.mean()).containsExactly(0.5f, 25f / 255);
    assertThat(normalization.deviation().get(0)).isEqualTo(0.5f);
    assertThat(normalization.deviation().get(1))
        .isEqualTo((float) (Math.sqrt(125) / 255), within(1e-8f));
  }

  @Test
  void aChannelThatNeverChangesBecomesZeroAndStaysFinite() {
    SummaryBuilder builder = new SummaryBuilder(Shape.of(2, 2, 1));
    builder.add(new byte[] {-56, -56, -56, -56}, 4, new byte[] {0}, 1);

    Normalization normalization = builder.build("test").normalization();
    Block block = new Block(Shape.of(2, 2, 1), 0, new byte[] {-56, -56, -56, -56}, new int[] {0});
    float[] row = new float[4];
    new Decoder(normalization).pixels(block, 0, row, 0);

    assertThat(normalization.deviation()).containsExactly(1f);
    assertThat(row).containsOnly(0f);
  }

  @Test
  void bytesAreUnsignedAndRowsLandWhereTheyShould() {
    byte[] pixels = {0, 0, 127, 127, -1, -128};
    Block block = new Block(Shape.of(1, 1, 2), 10, pixels, new int[] {3, 4, 200});
    Decoder decoder = new Decoder(new Normalization(List.of(0.5f, 0f), List.of(0.25f, 2f)));
    float[] to = {9, 9, 9, 9};

    decoder.pixels(block, 2, to, 1);

    assertThat(to).containsExactly(9f, 2f, 128 / 255f / 2, 9f);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void everyByteOfEveryChannelIsNormalizedByItsOwnNumbers(int channels) {
    byte[] pixels = new byte[3 * 256 * channels];
    List<Float> mean = new ArrayList<>();
    List<Float> deviation = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      mean.add(0.1f * c);
      deviation.add(0.5f + c);
      for (int i = 0; i < 3 * 256; i++) {
        pixels[i * channels + c] = (byte) (i * (2 * c + 1) + c);
      }
    }
    Block block = new Block(Shape.of(16, 16, channels), 0, pixels, new int[3]);
    float[] row = new float[256 * channels + 2];
    row[0] = 7;
    row[row.length - 1] = 8;

    new Decoder(new Normalization(mean, deviation)).pixels(block, 1, row, 1);

    for (int i = 0; i < 256 * channels; i++) {
      int level = pixels[256 * channels + i] & 0xFF;
      float expected = (level / 255f - mean.get(i % channels)) / deviation.get(i % channels);
      assertThat(row[1 + i]).isEqualTo(expected);
    }
    assertThat(row[0]).isEqualTo(7f);
    assertThat(row[row.length - 1]).isEqualTo(8f);
  }

  @Test
  void noNormalizationMapsBytesToZeroToOne() {
    assertThat(Normalization.none(2).tables()[1][0]).isZero();
    assertThat(Normalization.none(2).tables()[1][255]).isEqualTo(1f);
  }

  @ParameterizedTest
  @ValueSource(floats = {0f, -1f, Float.NaN, Float.POSITIVE_INFINITY})
  void aDeviationThatIsNotAboveZeroAndFiniteIsRefused(float deviation) {
    assertThatThrownBy(() -> new Normalization(List.of(0f), List.of(deviation)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[" + deviation + "]");
  }

  @Test
  void aMeanForEachDeviationIsRequired() {
    assertThatThrownBy(() -> new Normalization(List.of(0f, 0f), List.of(1f)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aBlockWhosePixelsDoNotFitItsLabelsIsRefused() {
    assertThatThrownBy(() -> new Block(Shape.of(2, 2, 1), 0, new byte[7], new int[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("block: 7 pixels do not make 2 of 2×2×1");
  }
}
