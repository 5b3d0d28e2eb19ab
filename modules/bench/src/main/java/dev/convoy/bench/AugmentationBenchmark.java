package dev.convoy.bench;

import dev.convoy.augment.Augmentations;
import dev.convoy.augment.Augmenter;
import dev.convoy.data.Block;
import dev.convoy.data.Normalization;
import dev.convoy.tensor.Shape;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Bytes become the augmented, normalized pixels of a batch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
    value = 5,
    jvmArgsPrepend = {"--add-modules", "jdk.incubator.vector"})
public class AugmentationBenchmark {
  /** Whose pixels. */
  @Param({"FASHION_CNN", "VGG_SMALL"})
  public Shapes.Models model;

  /** Examples of a batch. */
  @Param("64")
  public int examples;

  /** As in {@code --augment}, with + between steps: commas are JMH's. */
  @Param({
    "flip+crop:2+erase:0.5",
    "flip",
    "crop:2",
    "rotate:10",
    "brightness:0.2",
    "contrast:0.2",
    "colour:0.1",
    "noise:0.05",
    "erase:0.5"
  })
  public String steps;

  private Augmenter augmenter;
  private Block block;
  private int size;
  private int epoch;
  private float[] batch;

  /** Made by JMH. */
  public AugmentationBenchmark() {}

  /** Makes the bytes. */
  @Setup(Level.Trial)
  public void fill() {
    Shape shape = model.model().onlyInput().shape();
    size = shape.size();
    byte[] pixels = new byte[examples * size];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 31);
    }
    block = new Block(shape, 0, pixels, new int[examples]);
    Normalization normalization =
        new Normalization(
            Collections.nCopies(shape.channels(), 0.25f),
            Collections.nCopies(shape.channels(), 0.5f));
    augmenter =
        new Augmenter(
            Augmentations.parse(List.of(steps.replace('+', ','))), shape, normalization, 1);
    batch = new float[pixels.length];
  }

  /** All pixels of a batch. */
  @Benchmark
  public void augment(Traffic traffic) {
    epoch++;
    for (int n = 0; n < examples; n++) {
      augmenter.pixels(block, n, epoch, batch, n * size);
    }
    traffic.count((double) (1 + Float.BYTES) * batch.length, batch.length);
  }
}
