package dev.convoy.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.data.Block;
import dev.convoy.data.Decoder;
import dev.convoy.data.Normalization;
import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import dev.convoy.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an example becomes is a function of the seed, the epoch and its position. */
@Seeded
class AugmenterTest {
  private static final int EXAMPLES = 20;
  private static final Shape SHAPE = Shape.of(6, 7, 3);
  private static final int SIZE = SHAPE.size();
  private static final Normalization NORMALIZATION =
      new Normalization(List.of(0.5f, 0.3f, 0.41f), List.of(0.25f, 0.3f, 0.2f));
  private static final String ALL =
      "flip,flip:vertical,crop:2,rotate:10,brightness:0.2,contrast:0.2,colour:0.1,noise:0.05,"
          + "erase:0.5";

  private static final float[] GOLDEN = {
    0.0f, 0.0f, 0.62653553f, 0.5864442f,
    0.0f, 0.0f, 0.41440398f, 0.38953418f,
    0.0971357f, 0.24571069f, 0.12589994f, 0.19385558f,
    0.023698295f, 0.0f, 0.0f, 0.0f
  };

  private final Block block = block(100);

  private static Block block(long firstPosition) {
    TestRandom random = new TestRandom("augmenter");
    byte[] pixels = new byte[EXAMPLES * SIZE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.between(0, 255);
    }
    return new Block(SHAPE, firstPosition, pixels, new int[EXAMPLES]);
  }

  private static Augmenter augmenter(String steps, long seed) {
    return new Augmenter(Augmentations.parse(List.of(steps)), SHAPE, NORMALIZATION, seed);
  }

  private float[] row(String steps, long seed, int epoch, int place) {
    float[] row = new float[SIZE];
    augmenter(steps, seed).pixels(block, place, epoch, row, 0);
    return row;
  }

  private float[] plain(int place) {
    float[] row = new float[SIZE];
    new Decoder(NORMALIZATION).pixels(block, place, row, 0);
    return row;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ALL,
        "flip",
        "flip:vertical",
        "crop:2",
        "rotate:10",
        "brightness:0.2",
        "contrast:0.2",
        "colour:0.1",
        "noise:0.05",
        "erase:0.5"
      })
  void itDiffersFromEpochToEpochExampleToExampleAndSeedToSeed(String steps) {
    int differ = 0;
    for (int place = 0; place < EXAMPLES; place++) {
      float[] row = row(steps, 1, 1, place);
      assertThat(row(steps, 1, 1, place)).isEqualTo(row);
      differ += Arrays.equals(row, row(steps, 1, 2, place)) ? 0 : 1;
      differ += Arrays.equals(row, row(steps, 2, 1, place)) ? 0 : 1;
      differ += Arrays.equals(row, plain(place)) ? 0 : 1;
    }
    assertThat(differ).isGreaterThan(EXAMPLES);
  }

  @Test
  void whereTheExampleLiesAndWhatCameBeforeDoNotMatter() {
    Augmenter used = augmenter(ALL, 3);
    // The same examples from the middle on, in a block of their own.
    int half = EXAMPLES / 2;
    byte[] later = Arrays.copyOfRange(block.pixels(), half * SIZE, EXAMPLES * SIZE);
    Block other = new Block(SHAPE, 100 + half, later, new int[half]);
    for (int place = half; place < EXAMPLES; place++) {
      float[] batch = new float[3 * SIZE];
      used.pixels(other, place - half, 4, batch, SIZE);
      assertThat(Arrays.copyOfRange(batch, SIZE, 2 * SIZE)).isEqualTo(row(ALL, 3, 4, place));
      assertThat(Arrays.copyOf(batch, SIZE)).containsOnly(0f);
      assertThat(Arrays.copyOfRange(batch, 2 * SIZE, 3 * SIZE)).containsOnly(0f);
    }
  }

  @Test
  void withoutStepsItDecodes() {
    for (int place = 0; place < EXAMPLES; place++) {
      assertThat(row("none", 1, 1, place)).isEqualTo(plain(place));
    }
  }

  /** A flip changes half of the images and leaves the bits of the others. */
  @Test
  void anImageThatNoStepChangesHasTheBitsOfTheDecoder() {
    int same = 0;
    for (int place = 0; place < EXAMPLES; place++) {
      float[] row = row("flip", 1, 1, place);
      if (!Arrays.equals(row, plain(place))) {
        Flip.mirrorRows(ImageForm.of(SHAPE), row);
        assertThat(row).isEqualTo(plain(place));
      } else {
        same++;
      }
    }
    assertThat(same).isBetween(2, EXAMPLES - 2);
  }

  /** A flip and a flip the other way are the same with and without brightness between them. */
  @Test
  void stepsComeAndGoWithoutChangingTheChancesOfOthers() {
    ImageForm form = ImageForm.of(SHAPE);
    for (int place = 0; place < EXAMPLES; place++) {
      float[] both = row("flip,flip:vertical", 1, 1, place);
      float[] first = row("flip", 1, 1, place);
      float[] again = first.clone();
      Flip.mirrorColumns(form, again, new float[SIZE]);
      assertThat(Arrays.equals(both, first) || Arrays.equals(both, again)).isTrue();
      float[] erased = row("erase:1", 1, 1, place);
      float[] erasedLast = row("brightness:0.1,noise:0.1,erase:1", 1, 1, place);
      for (int i = 0; i < SIZE; i++) {
        // What is erased is the mean, which is 0; no byte is that.
        assertThat(erasedLast[i] == 0).isEqualTo(erased[i] == 0);
      }
    }
  }

  /** Two steps of one kind draw apart from each other. */
  @Test
  void theSameStepTwiceIsTwoChances() {
    int changed = 0;
    for (int place = 0; place < EXAMPLES; place++) {
      changed += Arrays.equals(row("flip,flip", 1, 1, place), plain(place)) ? 0 : 1;
    }
    assertThat(changed).isBetween(2, EXAMPLES - 2);
  }

  @Test
  void theOrderOfStepsIsThatOfTheList() {
    float[] cropped = row("crop:2,contrast:0.5", 1, 1, 0);
    float[] stretched = row("contrast:0.5,crop:2", 1, 1, 0);

    // The black that comes in changes the mean that differences are stretched around.
    assertThat(cropped).isNotEqualTo(stretched);
  }

  /**
   * A second implementation, in double, agreed to six digits; what runs have trained depends on it.
   */
  @Test
  void goldenValues() {
    byte[] pixels = new byte[16];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (80 + 11 * i);
    }
    Block small = new Block(Shape.of(4, 4, 1), 0, pixels, new int[1]);
    float[] row = new float[16];
    Normalization none = Normalization.none(1);
    Augmentations steps = Augmentations.parse(List.of(ALL.replace("crop:2", "crop:1")));
    new Augmenter(steps, small.shape(), none, 1).pixels(small, 0, 1, row, 0);

    assertThat(row).containsExactly(GOLDEN, Offset.offset(0f));
  }

  @Test
  void imagesThatDoNotFitAreRefusedWhenItIsMade() {
    assertThatThrownBy(() -> augmenter("crop:6", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("padding 6 must be less");
  }
}
