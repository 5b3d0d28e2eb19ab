package dev.convoy.augment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.random.CounterRandom;
import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps that change levels: by how much, and that they stay levels. */
@Seeded
class LevelsTest {
  private static final int IMAGES = 400;
  private static final ImageForm FORM = new ImageForm(4, 5, 3);
  private static final float[] MEAN = new float[3];

  private static long key(int n) {
    return CounterRandom.key(TestRandom.SEED, n);
  }

  private static float[] filled(float level) {
    float[] image = new float[FORM.size()];
    Arrays.fill(image, level);
    return image;
  }

  @ParameterizedTest
  @ValueSource(strings = {"brightness:1", "contrast:1", "colour:1", "noise:1"})
  void levelsStayBetweenBlackAndFullScale(String step) {
    ImageOperation operation =
        Augmentations.parse(List.of(step)).steps().get(0).compile(FORM, MEAN);
    TestRandom random = new TestRandom("levels");
    boolean reachedBlack = false;
    boolean reachedWhite = false;
    for (int n = 0; n < IMAGES; n++) {
      float[] image = new float[FORM.size()];
      for (int i = 0; i < image.length; i++) {
        image[i] = random.uniform(0, 1);
      }
      operation.apply(key(n), image, new float[0]);
      for (float level : image) {
        assertThat(level).isBetween(0f, 1f);
        reachedBlack |= level == 0;
        reachedWhite |= level == 1;
      }
    }
    assertThat(reachedBlack).isTrue();
    assertThat(reachedWhite).isTrue();
  }

  @Test
  void brightnessAddsOneAmountToAll() {
    ImageOperation operation = new Brightness(0.2f).compile(FORM, MEAN);
    float least = 1;
    float most = 0;
    for (int n = 0; n < IMAGES; n++) {
      float[] image = filled(0.5f);
      operation.apply(key(n), image, new float[0]);
      assertThat(image).containsOnly(image[0]);
      least = Math.min(least, image[0]);
      most = Math.max(most, image[0]);
    }
    assertThat(least).isBetween(0.3f, 0.32f);
    assertThat(most).isBetween(0.68f, 0.7f);
  }

  @Test
  void colourAddsAnAmountToEachChannel() {
    ImageOperation operation = new ColourShift(0.2f).compile(FORM, MEAN);
    float[] least = {1, 1, 1};
    float[] most = {0, 0, 0};
    for (int n = 0; n < IMAGES; n++) {
      float[] image = filled(0.5f);
      operation.apply(key(n), image, new float[0]);
      assertThat(image[0]).isNotEqualTo(image[1]);
      for (int i = 0; i < image.length; i++) {
        assertThat(image[i]).isEqualTo(image[i % 3]);
        least[i % 3] = Math.min(least[i % 3], image[i]);
        most[i % 3] = Math.max(most[i % 3], image[i]);
      }
    }
    for (int c = 0; c < 3; c++) {
      assertThat(least[c]).isBetween(0.3f, 0.32f);
      assertThat(most[c]).isBetween(0.68f, 0.7f);
    }
  }

  @Test
  void contrastRangesAroundTheImagesOwnMean() {
    float[] image = {0.2f, 0.4f, 0.3f, 0.5f};
    Contrast.range(1.5f, image, 4);
    assertThat(image)
        .containsExactly(new float[] {0.125f, 0.425f, 0.275f, 0.575f}, Offset.offset(1e-6f));
    Contrast.range(0f, image, 4);
    assertThat(image)
        .containsExactly(new float[] {0.35f, 0.35f, 0.35f, 0.35f}, Offset.offset(1e-6f));

    ImageOperation operation = new Contrast(0.2f).compile(new ImageForm(1, 2, 1), MEAN);
    for (int n = 0; n < IMAGES; n++) {
      float[] pair = {0.4f, 0.6f};
      operation.apply(key(n), pair, new float[0]);
      assertThat(pair[1] - pair[0]).isBetween(0.1599f, 0.2401f);
    }
  }

  @Test
  void noiseHasTheDeviationThatWasAskedForAndDiffersFromPixelToPixel() {
    ImageOperation operation = new Noise(0.05f).compile(FORM, MEAN);
    double sum = 0;
    double squares = 0;
    long count = 0;
    for (int n = 0; n < IMAGES; n++) {
      float[] image = filled(0.5f);
      operation.apply(key(n), image, new float[0]);
      Set<Float> distinct = new HashSet<>();
      for (float level : image) {
        distinct.add(level);
        sum += level - 0.5;
        squares += (level - 0.5) * (level - 0.5);
        count++;
      }
      assertThat(distinct).hasSizeGreaterThan(FORM.size() / 2);
    }
    assertThat(sum / count).isBetween(-0.0015, 0.0015);
    assertThat(Math.sqrt(squares / count)).isBetween(0.049, 0.051);
  }
}
