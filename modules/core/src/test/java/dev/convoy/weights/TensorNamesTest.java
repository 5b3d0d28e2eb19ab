package dev.convoy.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorNamesTest {
  private static TensorNames names(String json) {
    return TensorNames.read("map.json", json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theClosestPairCounts() {
    TensorNames names =
        names(
            "{\"features.*\": null, \"features.0.*\": \"conv1.*\","
                + " \"features.0.bias\": \"fc1.bias\", \"head.weight\": \"fc1.weight\"}");

    assertThat(names.of("features.3.weight")).isEmpty();
    assertThat(names.of("features.0.weight")).contains("conv1.weight");
    assertThat(names.of("features.0.bias")).contains("fc1.bias");
    assertThat(names.of("head.weight")).contains("fc1.weight");
    assertThat(names.of("head.weight2")).contains("head.weight2");
    assertThat(names.unused(List.of("features.0.bias", "x"))).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\": 1}", "{\"a.*\": \"b\"}", "{\"a\": \"b*\"}", "{\"a\": [\"b\"]}"})
  void whatIsNoPairOfNamesIsRefused(String json) {
    assertThatThrownBy(() -> names(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("map.json: 'a")
        .hasMessageContaining("must be a name, with '*' at its end if the other has it, or null");
  }

  @Test
  void whatIsNoObjectIsRefused() {
    assertThatThrownBy(() -> names("[]")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> names("{")).isInstanceOf(IllegalArgumentException.class);
  }
}
