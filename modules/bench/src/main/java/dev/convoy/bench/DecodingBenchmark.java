package dev.convoy.bench;

import dev.convoy.data.Block;
import dev.convoy.data.Decoder;
import dev.convoy.data.Normalization;
import dev.convoy.tensor.Shape;
import java.util.Collections;
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

/** Bytes become the normalized pixels of a batch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
    value = 5,
    jvmArgsPrepend = {"--add-modules", "jdk.incubator.vector"})
public class DecodingBenchmark {
  private static final float MEAN = 0.25f;
  private static final float DEVIATION = 0.5f;
  private static final float LARGEST = 255f;

  /** Whose pixels. */
  @Param({"FASHION_CNN", "VGG_SMALL"})
  public Shapes.Models model;

  /** Examples of a batch. */
  @Param("64")
  public int examples;

  private Decoder decoder;
  private Block block;
  private int size;
  private float[] batch;

  /** Made by JMH. */
  public DecodingBenchmark() {}

  /** Makes the bytes and verifies a batch. */
  @Setup(Level.Trial)
  public void fill() {
    Shape shape = model.model().onlyInput().shape();
    size = shape.size();
    byte[] pixels = new byte[examples * size];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 31);
    }
    block = new Block(shape, 0, pixels, new int[examples]);
    decoder =
        new Decoder(
            new Normalization(
                Collections.nCopies(shape.channels(), MEAN),
                Collections.nCopies(shape.channels(), DEVIATION)));
    batch = new float[pixels.length];
    Values.requireSame(
        model + " decoding",
        batch,
        this::decode,
        result -> {
          for (int i = 0; i < result.length; i++) {
            result[i] = ((pixels[i] & 0xFF) / LARGEST - MEAN) / DEVIATION;
          }
        });
  }

  private void decode(float[] to) {
    for (int n = 0; n < examples; n++) {
      decoder.pixels(block, n, to, n * size);
    }
  }

  /** All pixels of a batch. */
  @Benchmark
  public void decode(Traffic traffic) {
    decode(batch);
    traffic.count((double) (1 + Float.BYTES) * batch.length, batch.length);
  }
}
