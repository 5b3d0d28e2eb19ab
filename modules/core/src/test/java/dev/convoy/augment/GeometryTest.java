package dev.convoy.augment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.random.CounterRandom;
import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import java.util.HashSet;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps that move pixels, over awkward sizes. */
@Seeded
class GeometryTest {
  private static final int TRIALS = 40;
  private final TestRandom random = new TestRandom("geometry");

  private ImageForm form() {
    return new ImageForm(random.between(1, 9), random.between(1, 9), random.between(1, 4));
  }

  private float[] image(ImageForm form) {
    float[] image = new float[form.size()];
    for (int i = 0; i < image.length; i++) {
      image[i] = random.uniform(0, 1);
    }
    return image;
  }

  /** The level at a place; black outside. */
  private static float at(ImageForm form, float[] image, int y, int x, int c) {
    boolean inside = y >= 0 && y < form.height() && x >= 0 && x < form.width();
    return inside ? image[(y * form.width() + x) * form.channels() + c] : 0;
  }

  /** Where a value comes from. */
  private interface Place {
    float of(int y, int x, int c);
  }

  private static float[] expected(ImageForm form, Place place) {
    float[] image = new float[form.size()];
    int i = 0;
    for (int y = 0; y < form.height(); y++) {
      for (int x = 0; x < form.width(); x++) {
        for (int c = 0; c < form.channels(); c++) {
          image[i++] = place.of(y, x, c);
        }
      }
    }
    return image;
  }

  @Test
  void flippingMirrorsAndTwiceIsTheIdentity() {
    for (int trial = 0; trial < TRIALS; trial++) {
      ImageForm form = form();
      float[] before = image(form);
      float[] image = before.clone();
      float[] scratch = new float[image.length];

      Flip.mirrorRows(form, image);
      assertThat(image)
          .isEqualTo(expected(form, (y, x, c) -> at(form, before, y, form.width() - 1 - x, c)));
      Flip.mirrorRows(form, image);
      assertThat(image).isEqualTo(before);

      Flip.mirrorColumns(form, image, scratch);
      assertThat(image)
          .isEqualTo(expected(form, (y, x, c) -> at(form, before, form.height() - 1 - y, x, c)));
      Flip.mirrorColumns(form, image, scratch);
      assertThat(image).isEqualTo(before);
    }
  }

  @Test
  void croppingAtAnOffsetIsMoving() {
    for (int trial = 0; trial < TRIALS; trial++) {
      ImageForm form = form();
      float[] before = image(form);
      int down = random.between(1 - form.height(), form.height() - 1);
      int right = random.between(1 - form.width(), form.width() - 1);
      float[] image = before.clone();

      Crop.move(form, down, right, image);

      assertThat(image)
          .as("%s by %d, %d", form, down, right)
          .isEqualTo(expected(form, (y, x, c) -> at(form, before, y - down, x - right, c)));
    }
  }

  @Test
  void turningByNothingIsTheIdentityAndByAQuarterMovesPixels() {
    for (int trial = 0; trial < TRIALS; trial++) {
      ImageForm form = form();
      float[] before = image(form);
      float[] image = before.clone();
      Rotation.turn(form, 0f, image, new float[image.length]);
      assertThat(image).isEqualTo(before);

      ImageForm square = new ImageForm(form.height(), form.height(), form.channels());
      float[] upright = image(square);
      float[] turned = upright.clone();
      Rotation.turn(square, 90f, turned, new float[turned.length]);
      // Clockwise: what was at the left is at the top.
      int last = square.height() - 1;
      assertThat(turned)
          .containsExactly(
              expected(square, (y, x, c) -> at(square, upright, last - x, y, c)),
              Offset.offset(1e-5f));
    }
  }

  /** A plane is its own interpolation, so a turned plane is known wherever no edge is near. */
  @Test
  void turningInterpolatesBetweenPixels() {
    ImageForm form = new ImageForm(15, 17, 2);
    float[] image = expected(form, (y, x, c) -> 0.5f + 0.02f * (x - 8) - 0.03f * (y - 7) + c);
    Rotation.turn(form, 30f, image, new float[image.length]);

    double cosine = Math.cos(Math.PI / 6);
    double sine = Math.sin(Math.PI / 6);
    for (int y = 4; y <= 10; y++) {
      for (int x = 5; x <= 11; x++) {
        double fromX = cosine * (x - 8) + sine * (y - 7);
        double fromY = -sine * (x - 8) + cosine * (y - 7);
        assertThat(at(form, image, y, x, 1))
            .isCloseTo((float) (1.5 + 0.02 * fromX - 0.03 * fromY), Offset.offset(1e-5f));
      }
    }
  }

  @Test
  void erasingLeavesEverythingOutsideAlone() {
    for (int trial = 0; trial < TRIALS; trial++) {
      ImageForm form = form();
      float[] before = image(form);
      float[] colour = image(new ImageForm(1, 1, form.channels()));
      int top = random.between(0, form.height() - 1);
      int left = random.between(0, form.width() - 1);
      int height = random.between(1, form.height() - top);
      int width = random.between(1, form.width() - left);
      float[] image = before.clone();

      Erasing.erase(form, colour, new Erasing.Rectangle(top, left, height, width), image);

      assertThat(image)
          .isEqualTo(
              expected(
                  form,
                  (y, x, c) ->
                      y >= top && y < top + height && x >= left && x < left + width
                          ? colour[c]
                          : at(form, before, y, x, c)));
    }
  }

  /** Wherever it is drawn, it is one rectangle, with a share of the area within the bounds. */
  @Test
  void whatIsErasedIsARectangleOfAnAllowedSize() {
    ImageForm form = new ImageForm(20, 30, 1);
    ImageOperation operation = new Erasing(0.5f, 0.2f).compile(form, new float[] {2});
    int erased = 0;
    for (int n = 0; n < 1000; n++) {
      float[] image = new float[form.size()];
      operation.apply(CounterRandom.key(TestRandom.SEED, n), image, new float[0]);
      int top = form.height();
      int left = form.width();
      int bottom = -1;
      int right = -1;
      int count = 0;
      for (int i = 0; i < image.length; i++) {
        if (image[i] == 2) {
          top = Math.min(top, i / 30);
          bottom = Math.max(bottom, i / 30);
          left = Math.min(left, i % 30);
          right = Math.max(right, i % 30);
          count++;
        }
      }
      if (count > 0) {
        erased++;
        assertThat(count).isEqualTo((bottom - top + 1) * (right - left + 1));
        // Sides are rounded to whole positions.
        assertThat(count / 600.0).isBetween(0.012, 0.23);
      }
    }
    assertThat(erased).isBetween(430, 570);
  }

  @Test
  void croppingReachesEveryOffsetAndNoOther() {
    ImageForm form = new ImageForm(9, 9, 1);
    ImageOperation operation = new Crop(2).compile(form, new float[] {0});
    Set<Integer> places = new HashSet<>();
    for (int n = 0; n < 500; n++) {
      float[] image = new float[form.size()];
      image[4 * 9 + 4] = 1;
      operation.apply(CounterRandom.key(TestRandom.SEED, n), image, new float[0]);
      for (int i = 0; i < image.length; i++) {
        if (image[i] == 1) {
          assertThat(i / 9).isBetween(2, 6);
          assertThat(i % 9).isBetween(2, 6);
          places.add(i);
        }
      }
    }
    assertThat(places).hasSize(25);
  }

  @ParameterizedTest
  @CsvSource({"HORIZONTAL", "VERTICAL"})
  void halfOfTheImagesAreFlipped(Flip.Direction direction) {
    ImageForm form = new ImageForm(2, 2, 1);
    ImageOperation operation = new Flip(direction).compile(form, new float[] {0});
    int flipped = 0;
    for (int n = 0; n < 1000; n++) {
      float[] image = {1, 2, 3, 4};
      operation.apply(CounterRandom.key(TestRandom.SEED, n), image, new float[4]);
      flipped += image[0] == 1 ? 0 : 1;
      assertThat(image[0]).isIn(1f, direction == Flip.Direction.HORIZONTAL ? 2f : 3f);
    }
    assertThat(flipped).isBetween(430, 570);
  }
}
