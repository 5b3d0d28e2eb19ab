package dev.convoy.spark.predict;

import dev.convoy.data.ReadAhead;
import dev.convoy.files.DurableFiles;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.predict.Predictor;
import dev.convoy.spark.task.HadoopSettings;
import dev.convoy.spark.wire.PredictionReport;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;

/**
 * Predicts a part and writes its file. Another thread reads and decodes meanwhile.
 *
 * @param input where images come from
 * @param target where files go
 * @param model what predicts
 * @param done parts whose files are there
 * @param counter of images
 * @param hadoop how to reach files
 */
record PredictTask<T>(
    PredictionInput<T> input,
    Target target,
    Broadcast<Predictor> model,
    Set<Integer> done,
    LongAccumulator counter,
    HadoopSettings hadoop)
    implements Function2<Integer, Iterator<T>, Iterator<PredictionReport>> {
  /** Batches that wait. */
  private static final int BATCHES_AHEAD = 2;

  /**
   * Where files go.
   *
   * @param folder absolute
   * @param format of the files
   * @param table their columns
   */
  record Target(FilePath folder, OutputFormat format, PredictionTable table)
      implements Serializable {
    static String fileName(int part, OutputFormat format) {
      return String.format(Locale.ROOT, "part-%05d.%s", part, format.ending());
    }

    FilePath file(int part) {
      return folder.resolve(fileName(part, format));
    }
  }

  @Override
  public Iterator<PredictionReport> call(Integer part, Iterator<T> images) throws IOException {
    if (done.contains(part)) {
      return List.<PredictionReport>of().iterator();
    }
    Storage storage = hadoop.storage();
    int batch = target.table().settings().batchSize();
    Work work = new Work(model.value(), batch);
    try (ReadAhead<List<InputImage>> ahead =
        new ReadAhead<>(
            BATCHES_AHEAD, "images", new Batches(input.images(images, storage), batch))) {
      new DurableFiles(target.folder(), storage)
          .write(
              target.file(part),
              stream -> {
                try (OutputFormat.RowWriter writer =
                    target.format().writer(stream, target.table().columns())) {
                  work.run(ahead, writer);
                }
              });
    }
    return List.of(new PredictionReport(part, work.images, work.bad)).iterator();
  }

  /** Hands over images by the batch: to wake another thread for each would cost more than it. */
  private record Batches(ReadAhead.Producer<InputImage> images, int size)
      implements ReadAhead.Producer<List<InputImage>> {
    @Override
    public void produce(ReadAhead.Output<List<InputImage>> to) throws IOException {
      Collected collected = new Collected(to, size);
      images.produce(collected);
      collected.flush();
    }
  }

  /** The images of the batch that is being read. */
  private static final class Collected implements ReadAhead.Output<InputImage> {
    private final ReadAhead.Output<List<InputImage>> to;
    private final int size;
    private List<InputImage> images = new ArrayList<>();
    private int bytes;

    Collected(ReadAhead.Output<List<InputImage>> to, int size) {
      this.to = to;
      this.size = size;
    }

    @Override
    public void put(InputImage image, int imageBytes) throws IOException {
      images.add(image);
      bytes += imageBytes;
      if (images.size() == size) {
        flush();
      }
    }

    void flush() throws IOException {
      to.put(images, bytes);
      images = new ArrayList<>();
      bytes = 0;
    }
  }

  /** A batch at a time. */
  private final class Work {
    private final Predictor predictor;
    private final Predictor outputs;
    private final int batch;
    private final byte[] pixels;
    private final float[] raw;
    private final float[] values;
    private long images;
    private long bad;

    Work(Predictor predictor, int batch) {
      this.predictor = predictor;
      this.outputs = target.table().isOfClasses() ? predictor.outputs() : predictor;
      this.batch = batch;
      this.pixels = new byte[batch * predictor.inputShape().size()];
      this.raw = new float[batch * predictor.outputSize()];
      this.values = new float[batch * predictor.outputSize()];
    }

    void run(Iterator<List<InputImage>> batches, OutputFormat.RowWriter writer) throws IOException {
      while (batches.hasNext()) {
        write(batches.next(), writer);
      }
    }

    private void write(List<InputImage> waiting, OutputFormat.RowWriter writer) throws IOException {
      int size = predictor.inputShape().size();
      int good = 0;
      for (InputImage image : waiting) {
        if (!image.isBad()) {
          System.arraycopy(image.pixels(), 0, pixels, good * size, size);
          good++;
        }
      }
      byte[] used = good == batch ? pixels : Arrays.copyOf(pixels, good * size);
      outputs.predict(used, good, raw);
      if (target.table().isOfClasses()) {
        predictor.probabilities(raw, good, values);
      } else {
        System.arraycopy(raw, 0, values, 0, good * predictor.outputSize());
      }
      int at = 0;
      for (InputImage image : waiting) {
        if (image.isBad()) {
          bad++;
          writer.write(target.table().row(image, Optional.empty(), Optional.empty()));
        } else {
          writer.write(target.table().row(image, slice(raw, at), slice(values, at)));
          at++;
        }
      }
      images += waiting.size();
      counter.add(waiting.size());
    }

    private Optional<float[]> slice(float[] all, int index) {
      int size = predictor.outputSize();
      return Optional.of(Arrays.copyOfRange(all, index * size, (index + 1) * size));
    }
  }
}
