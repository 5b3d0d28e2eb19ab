package dev.convoy.bench.peers;

import dev.convoy.bench.Batch;
import dev.convoy.data.BlocksInMemory;
import dev.convoy.data.DataSets;
import dev.convoy.data.DataSource;
import dev.convoy.data.Decoder;
import dev.convoy.data.ExampleCursor;
import dev.convoy.data.Normalization;
import dev.convoy.data.ReadRange;
import dev.convoy.files.LocalStorage;
import dev.convoy.files.Storage;
import dev.convoy.model.Initializer;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.zoo.NamedModels;
import dev.convoy.optim.Sgd;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * Trains a named model with libtorch as {@code convoy train} does with one worker: the same first
 * parameters, normalization, order of examples, batches, loss and optimizer. Prints the test
 * accuracy after each epoch, in the form of {@code convoy train --json}.
 *
 * <p>{@code TorchTraining MODEL FOLDER EPOCHS BATCH RATE MOMENTUM THREADS}
 */
final class TorchTraining {
  private static final long SEED = 1;

  private final Model model;
  private final TorchNetwork network;
  private final BlocksInMemory training;
  private final BlocksInMemory test;
  private final Decoder decoder;
  private final int batchSize;

  private TorchTraining(Model model, String folder, int batchSize) throws IOException {
    Storage storage = new LocalStorage();
    DataSource training = DataSets.training(folder, storage);
    Optional<DataSource> test = DataSets.testBeside(folder, storage);
    Normalization normalization = training.summary().normalization();
    this.model = model;
    this.batchSize = batchSize;
    this.decoder = new Decoder(normalization);
    this.training = BlocksInMemory.read(training, 1, SEED, storage);
    this.test =
        BlocksInMemory.read(
            test.orElseThrow(() -> new IOException(folder + ": no test data")), 1, SEED, storage);
    this.network =
        new TorchNetwork(
            model, Initializer.GLOROT_UNIFORM.initialize(ParameterLayout.of(model), SEED));
  }

  /** Trains. */
  public static void main(String[] arguments) throws IOException {
    Model model = NamedModels.find(arguments[0]).orElseThrow();
    int epochs = Integer.parseInt(arguments[2]);
    int batchSize = Integer.parseInt(arguments[3]);
    Sgd sgd = new Sgd(Float.parseFloat(arguments[4]), Float.parseFloat(arguments[5]));
    TorchNetwork.useThreads(Integer.parseInt(arguments[6]));
    new TorchTraining(model, arguments[1], batchSize).run(epochs, sgd);
  }

  private void run(int epochs, Sgd sgd) {
    Batch any = batch(training.cursor(0, ReadRange.everything()), batchSize);
    TorchStep step = new TorchStep(network, any, sgd);
    for (int epoch = 1; epoch <= epochs; epoch++) {
      ExampleCursor cursor = training.cursor(0, new ReadRange(epoch, 0, Long.MAX_VALUE));
      while (cursor.remaining() > 0) {
        step.load(batch(cursor, batchSize));
        step.run();
      }
      System.out.printf(
          Locale.ROOT,
          "{\"event\":\"epoch\",\"epoch\":%d,\"testAccuracy\":%.6f}%n",
          epoch,
          accuracy(step));
    }
  }

  private double accuracy(TorchStep step) {
    int correct = 0;
    ExampleCursor cursor = test.cursor(0, ReadRange.everything());
    final long size = cursor.remaining();
    while (cursor.remaining() > 0) {
      Batch batch = batch(cursor, 4 * batchSize);
      step.load(batch);
      float[] logits = step.logits(false);
      int classes = logits.length / batch.size();
      for (int i = 0; i < batch.size(); i++) {
        correct += best(logits, i * classes, classes) == batch.labels()[i] ? 1 : 0;
      }
    }
    return (double) correct / size;
  }

  private static int best(float[] logits, int at, int classes) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      best = logits[at + c] > logits[at + best] ? c : best;
    }
    return best;
  }

  private Batch batch(ExampleCursor cursor, int most) {
    Shape shape = model.onlyInput().shape();
    int size = (int) Math.min(most, cursor.remaining());
    float[] images = new float[size * shape.size()];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      cursor.advance();
      decoder.pixels(cursor.block(), cursor.place(), images, i * shape.size());
      labels[i] = cursor.label();
    }
    return new Batch(shape, images, labels);
  }
}
