package dev.convoy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.layer.Add;
import dev.convoy.layer.Concat;
import dev.convoy.layer.Conv;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Layer;
import dev.convoy.layer.Padding;
import dev.convoy.layer.Relu;
import dev.convoy.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ModelBuilderTest {
  private static final Shape IMAGE = Shape.of(4, 4, 2);
  private static final Layer CONVOLUTION = new Conv(2, 3, Padding.SAME);

  @Test
  void aChainIsAStack() {
    assertThat(new ModelBuilder(IMAGE).then(CONVOLUTION, new Relu()).then(new Dense(3)).build())
        .isEqualTo(Model.stack(IMAGE, CONVOLUTION, new Relu(), new Dense(3)));
  }

  @Test
  void anEmptyChainIsAShortcut() {
    Model model =
        new ModelBuilder(IMAGE)
            .then(CONVOLUTION)
            .join(new Add(), List.of(new Relu(), CONVOLUTION), List.of())
            .then(new Relu())
            .build();
    assertThat(model.nodes())
        .isEqualTo(
            new Model(
                    List.of(new Input(Model.INPUT, IMAGE)),
                    List.of(
                        new Node("conv1", CONVOLUTION),
                        new Node("relu1", new Relu(), "conv1"),
                        new Node("conv2", CONVOLUTION, "relu1"),
                        new Node("add1", new Add(), "conv2", "conv1"),
                        new Node("relu2", new Relu(), "add1")),
                    List.of())
                .nodes());
  }

  @Test
  void chainsBeginAtTheForkAndEndInTheirOrder() {
    Model model =
        new ModelBuilder(IMAGE)
            .join(new Concat(), List.of(new Relu(), new Relu()), List.of(CONVOLUTION))
            .build();
    assertThat(model.node("conv1").inputs()).containsExactly(Model.INPUT);
    assertThat(model.node("concat1").inputs()).containsExactly("relu2", "conv1");
  }

  @Test
  void whatDoesNotFitIsRefused() {
    ModelBuilder network =
        new ModelBuilder(IMAGE).join(new Add(), List.of(new Dense(3)), List.of());
    assertThatThrownBy(network::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layer 'add1' (add): inputs are 1×1×3 and 4×4×2, must be of one shape");
  }
}
