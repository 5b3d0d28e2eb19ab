package dev.convoy.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizersTest {
  @Test
  void whatIsLeftOutHasTheDocumentedDefaults() {
    assertThat(Optimizers.parse("sgd")).isEqualTo(new Sgd(0.02f, 0.9f, false));
    assertThat(Optimizers.parse("sgd:0.1")).isEqualTo(new Sgd(0.1f, 0.9f, false));
    assertThat(Optimizers.parse("adam")).isEqualTo(new Adam(0.001f, 0.9f, 0.999f, 1e-8f));
    assertThat(Optimizers.parse("adamw")).isEqualTo(new AdamW(new Adam(0.001f), 0.01f));
    assertThat(Optimizers.parse("rmsprop")).isEqualTo(new RmsProp(0.001f, 0.9f, 1e-8f));
    assertThat(Optimizers.parse("lars")).isEqualTo(new Lars(1f, 0.9f, 0.0005f));
  }

  @Test
  void everythingCanBeWritten() {
    assertThat(Optimizers.parse("sgd:0.1,0.5")).isEqualTo(new Sgd(0.1f, 0.5f, false));
    assertThat(Optimizers.parse("sgd:0.1,0.5,nesterov")).isEqualTo(new Sgd(0.1f, 0.5f, true));
    assertThat(Optimizers.parse("adam:1e-2")).isEqualTo(new Adam(0.01f));
    assertThat(Optimizers.parse("adamw:0.1,0.2")).isEqualTo(new AdamW(new Adam(0.1f), 0.2f));
    assertThat(Optimizers.parse("rmsprop:0.1,0.5")).isEqualTo(new RmsProp(0.1f, 0.5f));
    assertThat(Optimizers.parse("lars:2,0.5,0.25")).isEqualTo(new Lars(2f, 0.5f, 0.25f));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd",
        "sgd:0.1,0",
        "sgd:0.02,0.9",
        "sgd:1e-7,0.5,nesterov",
        "adam",
        "adam:3e-4",
        "adamw:0.01,0.05",
        "rmsprop:0.01",
        "lars:3,0.8,1e-4"
      })
  void theTextOfAnOptimizerReadsBack(String text) {
    Optimizer optimizer = Optimizers.parse(text);
    assertThat(Optimizers.parse(optimizer.text())).isEqualTo(optimizer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "SGD",
        "adagrad",
        "rmsprop:0.1,0.9,1",
        "adamw:0.1,x",
        "lars:1,0.9,0,0",
        "lars:",
        "sgd:",
        "sgd:,0.9",
        "sgd:x",
        "sgd:0.1;0.9",
        "sgd:0.1,0.9,true",
        "sgd:0.1,0.9,",
        "sgd:0.1,0.9,nesterov,1",
        "sgd:nesterov",
        "adam:",
        "adam:0.1,0.9",
        "adam:0.1,",
        "adam,0.1",
        "sgd:0.1:0.9"
      })
  void whatDoesNotReadLikeTheRuleIsRefusedWithTheTextAndTheRule(String text) {
    assertThatThrownBy(() -> Optimizers.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "optimizer '"
                + text
                + "' must be sgd[:rate[,momentum[,nesterov]]], adam[:rate],"
                + " adamw[:rate[,decay]], rmsprop[:rate[,decay]] or"
                + " lars[:rate[,momentum[,decay]]], such as sgd:0.02,0.9");
  }

  @ParameterizedTest
  @CsvSource({
    "sgd:NaN, sgd: rate NaN",
    "sgd:0, sgd: rate 0.0",
    "sgd:-0.1, sgd: rate -0.1",
    "sgd:Infinity, sgd: rate Infinity",
    "sgd:1e39, sgd: rate Infinity",
    "sgd:1e-50, sgd: rate 0.0",
    "adam:NaN, adam: rate NaN",
    "adam:-1, adam: rate -1.0",
    "adamw:0, adam: rate 0.0",
    "rmsprop:NaN, rmsprop: rate NaN",
    "lars:0, lars: rate 0.0"
  })
  void ratesOutOfBoundsAreRefusedWithTheirValue(String text, String start) {
    assertThatThrownBy(() -> Optimizers.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(start + " must be above 0 and finite");
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "-0.1", "1.0", "2.0", "Infinity"})
  void momentaOutOfBoundsAreRefusedWithTheirValue(String momentum) {
    assertThatThrownBy(() -> Optimizers.parse("sgd:0.1," + momentum))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sgd: momentum " + momentum + " must be at least 0 and below 1");
  }

  @Test
  void nesterovNeedsMomentum() {
    assertThatThrownBy(() -> Optimizers.parse("sgd:0.1,0,nesterov"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sgd: Nesterov's variant needs a momentum above 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "adamw:0.1,1; adamw: decay 1.0",
        "adamw:0.1,-1; adamw: decay -1.0",
        "rmsprop:0.1,NaN; rmsprop: decay NaN",
        "lars:0.1,1; lars: momentum 1.0",
        "lars:0.1,0.9,-0.5; lars: decay -0.5"
      })
  void decaysOutOfBoundsAreRefusedWithTheirValue(String text, String start) {
    assertThatThrownBy(() -> Optimizers.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(start + " must be at least 0 and below 1");
  }

  @Test
  void adamsConstantsAreBounded() {
    assertThatThrownBy(() -> new Adam(1, 1, 0.9f, 1e-8f))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("adam: beta1 1.0");
    assertThatThrownBy(() -> new Adam(1, 0.9f, Float.NaN, 1e-8f))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("adam: beta2 NaN");
    assertThatThrownBy(() -> new Adam(1, 0.9f, 0.9f, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("adam: epsilon 0.0");
  }
}
