package dev.convoy.data;

import dev.convoy.files.Storage;
import dev.convoy.random.CounterRandom;
import dev.convoy.tensor.Shape;
import java.io.IOException;

/**
 * A data set that is computed: each class is a bar at its own angle, at a random place and
 * brightness, under noise. For trying things out where there are no data, and for tests.
 *
 * @param shape shape of one image
 * @param size number of examples
 * @param key distinguishes training from test data
 * @param summary its summary
 */
record GeneratedSource(Shape shape, long size, long key, DataSummary summary)
    implements DataSource {
  private static final int CLASSES = 10;
  private static final double HALF_WIDTH = 0.12;
  private static final int NOISE = 96;
  private static final String NAME = "generated data";

  /** Of more examples the first are summarized: several gigabytes would take minutes. */
  private static final long SAMPLE_BYTES = 16 << 20;

  static GeneratedSource of(Shape shape, long size, long key) {
    if (shape.spatial().size() != 2) {
      throw new IllegalArgumentException(
          "generated data: shape " + shape + " must be h×w×channels");
    }
    long drawn = Math.min(size, Math.max(CLASSES, SAMPLE_BYTES / shape.size()));
    SummaryBuilder builder = new SummaryBuilder(shape);
    byte[] pixels = new byte[shape.size()];
    byte[] label = new byte[1];
    for (long record = 0; record < drawn; record++) {
      label[0] = (byte) draw(shape, key, record, pixels);
      builder.add(pixels, pixels.length, label, 1);
    }
    DataSummary sample = builder.build(NAME);
    return new GeneratedSource(shape, size, key, drawn == size ? sample : of(sample, size));
  }

  /** The first examples and their number are all there is to know of the others. */
  private static DataSummary of(DataSummary sample, long size) {
    return new DataSummary(
        sample.name(),
        sample.shape(),
        size,
        sample.classes(),
        sample.normalization(),
        SummaryBuilder.fingerprint(sample.fingerprint() + " of " + size));
  }

  @Override
  public void read(long[] numbers, Storage storage, ExampleSink to) throws IOException {
    byte[] pixels = new byte[shape.size()];
    for (long number : numbers) {
      to.add(pixels, 0, draw(shape, key, number, pixels));
    }
  }

  /** Writes one image and returns its class. */
  private static int draw(Shape shape, long key, long record, byte[] to) {
    long own = CounterRandom.key(key, record);
    int label = (int) (record % CLASSES);
    double angle = Math.PI * (label + 0.6 * (CounterRandom.uniform(own, 0) - 0.5)) / CLASSES;
    double normalX = -StrictMath.sin(angle);
    double normalY = StrictMath.cos(angle);
    double offset = 0.8 * (CounterRandom.uniform(own, 1) - 0.5);
    int brightness = 128 + (int) (127 * CounterRandom.uniform(own, 2));
    int height = shape.spatial().get(0);
    int width = shape.spatial().get(1);
    int channels = shape.channels();
    for (int i = 0; i < shape.size(); i++) {
      double y = 2.0 * (i / channels / width) / Math.max(1, height - 1) - 1;
      double x = 2.0 * (i / channels % width) / Math.max(1, width - 1) - 1;
      boolean inside = Math.abs(x * normalX + y * normalY - offset) < HALF_WIDTH;
      int noise = (int) (NOISE * CounterRandom.uniform(own, 3 + i));
      to[i] = (byte) Math.min(255, (inside ? brightness : 0) + noise);
    }
    return label;
  }
}
