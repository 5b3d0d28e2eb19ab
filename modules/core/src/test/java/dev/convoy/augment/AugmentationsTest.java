package dev.convoy.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The form users write. */
class AugmentationsTest {
  private static Augmentations parse(String text) {
    return Augmentations.parse(List.of(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "flip; flip:horizontal",
        "flip:vertical; flip:vertical",
        "crop:2; crop:2",
        "rotate:10; rotate:10.0",
        "brightness:0.2; brightness:0.2",
        "contrast:1; contrast:1.0",
        "colour:0.1; colour:0.1",
        "color:.1; colour:0.1",
        "noise:5e-2; noise:0.05",
        "erase:0.5; erase:0.5,0.33",
        "erase:0.5,0.2; erase:0.5,0.2",
        "none; none",
        "mixup:0.2; mixup:0.2",
        "flip,erase:0.5,0.2,mixup:1; flip:horizontal,erase:0.5,0.2,mixup:1.0",
        "flip,crop:2, erase:1,0.02,noise:0.1; flip:horizontal,crop:2,erase:1.0,0.02,noise:0.1"
      })
  void theTextIsReadAndWrittenExactly(String written, String text) {
    Augmentations read = parse(written);

    assertThat(read.text()).isEqualTo(text);
    assertThat(parse(read.text())).isEqualTo(read);
  }

  @Test
  void everyKindOfStepHasATextThatIsRead() {
    Augmentations all =
        parse("flip,crop:3,rotate:7,brightness:0.1,contrast:0.2,colour:0.3,noise:0.4,erase:0.5");

    assertThat(all.steps().stream().map(Object::getClass))
        .containsExactlyInAnyOrder(Augmentation.class.getPermittedSubclasses());
    assertThat(parse(all.text())).isEqualTo(all);
    for (Augmentation step : all.steps()) {
      assertThat(step.text()).startsWith(step.name());
    }
  }

  @Test
  void aListAndSeveralListsAreTheSame() {
    assertThat(Augmentations.parse(List.of("flip", "crop:2,erase:0.5,0.2", "noise:0.1")))
        .isEqualTo(parse("flip,crop:2,erase:0.5,0.2,noise:0.1"));
    assertThat(Augmentations.parse(List.of())).isEqualTo(Augmentations.none());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "flop# augment 'flop': unknown; known are flip, crop, rotate, brightness, contrast, colour,"
            + " noise, erase, mixup; did you mean 'flip'?",
        "rotation:3# augment 'rotation:3': unknown; known are flip, crop, rotate, brightness,"
            + " contrast, colour, noise, erase, mixup; did you mean 'rotate'?",
        "flip:up# augment 'flip:up': must be flip[:horizontal|vertical]",
        "flip:# augment 'flip:': must be flip[:horizontal|vertical]",
        "crop# augment 'crop': must be crop:PADDING with a whole number, such as crop:2",
        "crop:2.5# augment 'crop:2.5': must be crop:PADDING with a whole number, such as crop:2",
        "crop:1,2# augment 'crop:1,2': must be crop:PADDING with a whole number, such as crop:2",
        "crop:0# augment crop: padding 0 must be at least 1",
        "rotate# augment 'rotate': must be rotate:DEGREES, such as rotate:10",
        "rotate:x# augment 'rotate:x': must be rotate:DEGREES, such as rotate:10",
        "rotate:0# augment rotate: degrees 0.0 must be above 0 and at most 180",
        "rotate:181# augment rotate: degrees 181.0 must be above 0 and at most 180",
        "rotate:NaN# augment rotate: degrees NaN must be above 0 and at most 180",
        "brightness:# augment 'brightness:': must be brightness:AMOUNT, such as brightness:0.2",
        "brightness:2# augment brightness: amount 2.0 must be above 0 and at most 1",
        "contrast:-1# augment contrast: amount -1.0 must be above 0 and at most 1",
        "contrast# augment 'contrast': must be contrast:AMOUNT, such as contrast:0.2",
        "color:0# augment colour: amount 0.0 must be above 0 and at most 1",
        "colour:a# augment 'colour:a': must be colour:AMOUNT, such as colour:0.1",
        "noise:NaN# augment noise: deviation NaN must be above 0 and at most 1",
        "noise# augment 'noise': must be noise:DEVIATION, such as noise:0.05",
        "erase# augment 'erase': must be erase:PROBABILITY[,LARGEST], such as erase:0.5,0.33",
        "erase:0# augment erase: probability 0.0 must be above 0 and at most 1",
        "erase:1,0.01# augment erase: largest share 0.01 must be at least 0.02 and at most 1",
        "mixup# augment 'mixup': must be mixup:ALPHA, such as mixup:0.2",
        "mixup:x# augment 'mixup:x': must be mixup:ALPHA, such as mixup:0.2",
        "mixup:0# augment 'mixup:0': alpha must be above 0",
        "mixup:-1# augment mixup: alpha -1.0 must be at least 0 and finite",
        "mixup:NaN# augment mixup: alpha NaN must be at least 0 and finite",
        "mixup:1,flip# augment 'flip': must not follow mixup, which is the last step",
        "mixup:1,mixup:1# augment 'mixup:1': must not follow mixup, which is the last step",
        "erase:1,2# augment erase: largest share 2.0 must be at least 0.02 and at most 1",
        "erase:1,1,1# augment 'erase:1,1,1': must be erase:PROBABILITY[,LARGEST], such as"
            + " erase:0.5,0.33"
      })
  void whatCannotBeIsRefusedInALine(String text, String message) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void emptyStepsAndNoneAmongOthersAreRefused() {
    for (List<String> texts :
        List.of(List.of(""), List.of("flip,"), List.of(",flip"), List.of("flip", "none"))) {
      assertThatThrownBy(() -> Augmentations.parse(texts))
          .as("%s", texts)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("augment '");
    }
  }

  @Test
  void imagesThatAreTooSmallOrNoneAreRefused() {
    assertThatCode(() -> parse("crop:11").requireFits(Shape.of(12, 20, 3)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> parse("flip,crop:12").requireFits(Shape.of(12, 20, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "augment crop: padding 12 must be less than the height and width of images of 12×20×3");
    for (int[] sizes : new int[][] {{20}, {12, 20}, {2, 12, 20, 3}}) {
      Shape shape = Shape.of(sizes);
      assertThatThrownBy(() -> parse("flip").requireFits(shape))
          .as(Arrays.toString(sizes))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("augment: images are " + shape + ", must be height×width×channels");
      assertThatCode(() -> Augmentations.none().requireFits(shape)).doesNotThrowAnyException();
    }
  }
}
