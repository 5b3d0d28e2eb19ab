package dev.convoy.model.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.model.Model;
import dev.convoy.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users write for named models. */
final class ModelChoiceTest {
  private static final Shape GREY = Shape.of(28, 28, 1);
  private static final Shape COLOUR = Shape.of(40, 36, 3);

  @Test
  void aPlainNameIsTheModelOfItsOwnSize() {
    assertThat(model("lenet5")).isEqualTo(NamedModels.lenet5());
    assertThat(NamedModels.find("vgg-small")).contains(model("vgg-small"));
  }

  @Test
  void sizeAndClassesAreSaidBehindTheName() {
    assertThat(model("lenet5:40x36x3")).isEqualTo(SmallNetworks.lenet5(COLOUR, 10));
    assertThat(model("lenet5,classes=100")).isEqualTo(SmallNetworks.lenet5(GREY, 100));
    assertThat(model("lenet5:40x36x3,classes=2")).isEqualTo(SmallNetworks.lenet5(COLOUR, 2));
  }

  @Test
  void whatIsNotSaidFollowsFromTheData() {
    assertThat(modelFor("inception", COLOUR, 4)).isEqualTo(Inception.small(COLOUR, 4));
    assertThat(modelFor("inception:28x28x1", COLOUR, 4)).isEqualTo(Inception.small(GREY, 4));
    assertThat(modelFor("inception,classes=9", COLOUR, 4)).isEqualTo(Inception.small(COLOUR, 9));
    assertThat(modelFor("inception", COLOUR, 1)).isEqualTo(Inception.small(COLOUR, 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lenet5", "fashion-cnn", "vgg-small"})
  void aNetworkOfTenOutputsKeepsThemForDataOfFewerClasses(String name) {
    NamedModel named = NamedModels.named(name).orElseThrow();
    assertThat(modelFor(name, named.input(), 10)).isEqualTo(named.model());
    assertThat(modelFor(name, named.input(), 3)).isEqualTo(named.model());
    assertThat(modelFor(name, named.input(), 47)).isEqualTo(named.model(named.input(), 47));
    assertThat(modelFor(name + ",classes=3", named.input(), 3))
        .isEqualTo(named.model(named.input(), 3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lenet", "my.json", "hdfs:///models/my.json", "./lenet5:8x8", "", ":"})
  void anythingElseIsNotForThisToRead(String text) {
    assertThat(ModelChoice.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "lenet5:; must be NAME[:HEIGHTxWIDTHxCHANNELS][,classes=N], such as"
            + " lenet5:28x28x1,classes=10",
        "lenet5:28x28; must be NAME",
        "lenet5:28x28x1x1; must be NAME",
        "lenet5,classes=; must be NAME",
        "lenet5,28x28x1; must be NAME",
        "lenet5,classes=10:28x28x1; must be NAME",
        "lenet5:0x28x1; : shape: size 0 must be at least 1",
        "lenet5,classes=0; : classes 0 must be at least 1",
        "lenet6:28x28x1; : no model has the name 'lenet6'; did you mean 'lenet5'?"
      })
  void whatIsMalformedIsRefused(String text, String rule) {
    assertThatThrownBy(() -> ModelChoice.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("model '" + text + "'")
        .hasMessageContaining(rule);
  }

  private static Model model(String text) {
    return ModelChoice.parse(text).orElseThrow().model();
  }

  private static Model modelFor(String text, Shape images, int labels) {
    return ModelChoice.parse(text).orElseThrow().modelFor(images, labels);
  }
}
