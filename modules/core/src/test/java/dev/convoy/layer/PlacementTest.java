package dev.convoy.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Upsampling, padding and what looks at all positions, by hand. */
class PlacementTest {
  private static final float[] NONE = {};

  @Test
  void upsamplingRepeatsTheNearest() {
    Upsample layer = new Upsample(List.of(1, 2), Upsample.Mode.NEAREST);
    LayerRun run = LayerRun.of(layer, true, 1, Shape.of(1, 2, 2));
    assertThat(run.forward(NONE, new float[] {1, 2, 3, 4})).containsExactly(1, 2, 1, 2, 3, 4, 3, 4);
    assertThat(run.backward(NONE, new float[] {1, 2, 3, 4, 5, 6, 7, 8}, NONE)[0])
        .containsExactly(4, 6, 12, 14);
  }

  /** Halfway between halves: a quarter and three quarters, and the ends stay. */
  @Test
  void upsamplingInterpolatesBetweenNeighbours() {
    LayerRun run = LayerRun.of(new Upsample(2, Upsample.Mode.LINEAR), true, 1, Shape.of(3, 1));
    assertThat(run.forward(NONE, new float[] {4, 8, 0})).containsExactly(4, 5, 7, 6, 2, 0);
    assertThat(run.backward(NONE, new float[] {4, 4, 4, 8, 8, 8}, NONE)[0])
        .containsExactly(8, 12, 16);
    LayerRun image =
        LayerRun.of(new Upsample(2, Upsample.Mode.LINEAR), false, 1, Shape.of(2, 2, 1));
    assertThat(image.forward(NONE, new float[] {0, 16, 32, 48}))
        .containsExactly(0, 4, 12, 16, 8, 12, 20, 24, 24, 28, 36, 40, 32, 36, 44, 48);
  }

  @Test
  void paddingWithZerosByHand() {
    LayerRun run = LayerRun.of(new ZeroPad(List.of(1, 0, 2, -1)), true, 1, Shape.of(2, 2, 1));
    assertThat(run.forward(NONE, new float[] {1, 2, 3, 4}))
        .containsExactly(0, 0, 0, 0, 0, 1, 0, 0, 3);
    assertThat(run.backward(NONE, new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, NONE)[0])
        .containsExactly(6, 0, 9, 0);
  }

  @Test
  void globalMaxPoolingIsTheMaximumOfEachChannel() {
    LayerRun run = LayerRun.of(MaxPool.global(), true, 1, Shape.of(2, 2, 2));
    assertThat(run.outputShape()).isEqualTo(Shape.of(1, 1, 2));
    assertThat(run.forward(NONE, new float[] {1, 40, 2, 20, 6, 30, 6, 10})).containsExactly(6, 40);
    assertThat(run.backward(NONE, new float[] {4, 8}, NONE)[0])
        .containsExactly(0, 8, 0, 0, 4, 0, 0, 0);
  }
}
