package dev.convoy.spark.cluster;

import dev.convoy.data.DataSets;
import dev.convoy.data.ExampleCursor;
import dev.convoy.data.ReadRange;
import dev.convoy.files.LocalStorage;
import dev.convoy.spark.reduce.ReduceMode;
import dev.convoy.spark.settings.SparkSettings;
import dev.convoy.spark.wire.ParameterVector;
import dev.convoy.weights.ParametersHash;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.Task;
import dev.convoy.worker.WorkerContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * A program that times a round without training, in turns with Spark's {@code treeAggregate} on the
 * same vectors, with making these vectors and nothing else, which is no part of broadcast and
 * average, and with a plain copy of the bytes over loopback. Arguments: number of parameters,
 * number of executors, rounds, then numbers of workers.
 */
public final class ReduceComparison {
  private static final double NANOSECONDS = 1e9;
  private static final int COPY_BUFFER = 1 << 20;
  private static final int WARM_UP = 2;

  private ReduceComparison() {}

  /** Contributes the parameters, moved a little. */
  record Move() implements Task<Contribution> {
    @Override
    public ReadRange reading() {
      return ReadRange.everything();
    }

    @Override
    public Contribution run(float[] parameters, ExampleCursor cursor, WorkerContext context) {
      return new Contribution(moved(parameters, cursor.worker()), 1, 0, 0);
    }
  }

  private static float[] moved(float[] parameters, int worker) {
    float[] values = new float[parameters.length];
    float delta = 1e-3f * (worker + 1);
    for (int i = 0; i < values.length; i++) {
      values[i] = parameters[i] + delta;
    }
    return values;
  }

  /** Runs the comparison and prints a table. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int length = Integer.parseInt(args[0]);
    int executors = Integer.parseInt(args[1]);
    int rounds = Integer.parseInt(args[2]);
    System.out.printf(
        Locale.ROOT, "%,d parameters, %d executors, %d rounds%n", length, executors, rounds);
    double copySpeed = loopbackBytesPerSecond();
    System.out.printf(Locale.ROOT, "plain copy over loopback: %.2f GB/s%n", copySpeed / 1e9);
    try (JavaSparkContext spark =
        new JavaSparkContext(SparkSettings.withDefaults(new SparkConf()))) {
      for (String workers : Arrays.asList(args).subList(3, args.length)) {
        compare(spark, length, executors, rounds, Integer.parseInt(workers), copySpeed);
      }
    }
  }

  private static void compare(
      JavaSparkContext spark, int length, int executors, int rounds, int workers, double copySpeed)
      throws IOException, InterruptedException {
    ClusterSettings settings = ClusterSettings.of(workers, 1).with(ReduceMode.SHUFFLE);
    float[] parameters = moved(new float[length], 0);
    Times work = new Times();
    Broadcast<ParameterVector> kept = spark.broadcast(new ParameterVector(parameters));
    try (SparkCluster cluster =
        new SparkCluster(
            spark,
            settings,
            Optional.of(DataSets.training("generated:100:2x2x1", new LocalStorage())),
            Optional.empty())) {
      Way ours =
          new Way(
              "Convoy",
              () -> cluster.reduce("reduce", parameters, new Move()).mean().orElseThrow());
      List<Way> trees =
          List.of(
              new Way(
                  "treeAggregate with Convoy's serializers",
                  () -> treeAggregate(spark, parameters, workers)),
              new Way(
                  "treeAggregate of float[] with Kryo's",
                  () -> treeAggregateOfArrays(spark, parameters, workers)));
      for (int round = -WARM_UP; round < rounds; round++) {
        boolean counts = round >= 0;
        ours.take(counts);
        for (Way tree : trees) {
          tree.take(counts);
        }
        work.add(counts, () -> vectors(spark, kept, workers).count());
      }
      // A vector to each executor, vectors or sums of them from each to the others, the mean.
      double remote = (executors - 1.0) / executors;
      double sent = Math.min(workers, 2.0 * executors) * remote;
      double bytes = 4.0 * length * (executors + sent + 1);
      System.out.printf(
          Locale.ROOT,
          "%d workers: %s, %d hash(es); making the vectors %s; plain copy of %.0f MB %.2f s%n",
          workers,
          ours.times.text(),
          ours.hashes.size(),
          work.text(),
          bytes / 1e6,
          bytes / copySpeed);
      trees.forEach(tree -> System.out.println(tree.comparedTo(ours, rounds, work.median())));
    }
    kept.destroy();
  }

  /** A way to average, how long it takes and what comes of it. */
  private static final class Way {
    private final String name;
    private final Supplier<float[]> round;
    private final Times times = new Times();
    private final Set<String> hashes = new HashSet<>();

    Way(String name, Supplier<float[]> round) {
      this.name = name;
      this.round = round;
    }

    void take(boolean counts) throws InterruptedException {
      hashes.add(ParametersHash.of(times.add(counts, round)));
    }

    /** What it takes, and how much faster ours is, with and without what both have in common. */
    String comparedTo(Way ours, int rounds, double work) {
      return String.format(
          Locale.ROOT,
          "  %s: %s, %d hash(es); Convoy is faster by %s, without making the vectors by %s",
          name,
          times.text(),
          hashes.size(),
          ratios(ours, rounds, 0),
          ratios(ours, rounds, work));
    }

    private String ratios(Way ours, int rounds, double work) {
      List<Double> ratios =
          IntStream.range(0, rounds)
              .mapToObj(i -> (times.seconds(i) - work) / (ours.times.seconds(i) - work))
              .toList();
      return String.format(
          Locale.ROOT,
          "%.2f (%.2f–%.2f)",
          median(ratios),
          Collections.min(ratios),
          Collections.max(ratios));
    }
  }

  /** What a user of Spark would write: sums without order, divided on the driver. */
  private static float[] treeAggregate(JavaSparkContext spark, float[] parameters, int workers) {
    Broadcast<ParameterVector> broadcast = spark.broadcast(new ParameterVector(parameters));
    float[] sum =
        vectors(spark, broadcast, workers)
            .treeAggregate(
                new ParameterVector(new float[0]),
                (left, right) -> new ParameterVector(add(left.values(), right.values())),
                (left, right) -> new ParameterVector(add(left.values(), right.values())),
                2)
            .values();
    broadcast.destroy();
    return divided(sum, workers);
  }

  /** The same with the type that is nearest at hand. */
  private static float[] treeAggregateOfArrays(
      JavaSparkContext spark, float[] parameters, int workers) {
    Broadcast<float[]> broadcast = spark.broadcast(parameters);
    float[] sum =
        spark
            .parallelize(IntStream.range(0, workers).boxed().toList(), workers)
            .map(worker -> moved(broadcast.value(), worker))
            .treeAggregate(new float[0], ReduceComparison::add, ReduceComparison::add, 2);
    broadcast.destroy();
    return divided(sum, workers);
  }

  private static float[] divided(float[] sum, int workers) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] /= workers;
    }
    return sum;
  }

  private static JavaRDD<ParameterVector> vectors(
      JavaSparkContext spark, Broadcast<ParameterVector> broadcast, int workers) {
    return spark
        .parallelize(IntStream.range(0, workers).boxed().toList(), workers)
        .map(worker -> new ParameterVector(moved(broadcast.value().values(), worker)));
  }

  private static float[] add(float[] sum, float[] vector) {
    if (sum.length == 0) {
      return vector;
    }
    for (int i = 0; i < vector.length; i++) {
      sum[i] += vector[i];
    }
    return sum;
  }

  /** How long rounds took, and how long all processes of the application were on a core. */
  private static final class Times {
    private final List<Double> seconds = new ArrayList<>();
    private final List<Double> cpuSeconds = new ArrayList<>();

    /** Times this, if it counts, and returns what comes of it. */
    <T> T add(boolean counts, Supplier<T> round) throws InterruptedException {
      letGoOfFiles();
      double startCpu = cpuSeconds();
      long start = System.nanoTime();
      T result = round.get();
      double time = (System.nanoTime() - start) / NANOSECONDS;
      double cpu = cpuSeconds() - startCpu;
      if (counts) {
        seconds.add(time);
        cpuSeconds.add(cpu);
      }
      return result;
    }

    /** Spark removes the files of a shuffle, as the tree's, once the driver has collected it. */
    private static void letGoOfFiles() throws InterruptedException {
      System.gc();
      Thread.sleep(1000);
    }

    private static double cpuSeconds() {
      ProcessHandle driver = ProcessHandle.current();
      return Stream.concat(Stream.of(driver), driver.descendants())
          .flatMap(process -> process.info().totalCpuDuration().stream())
          .mapToDouble(duration -> duration.toNanos() / NANOSECONDS)
          .sum();
    }

    double seconds(int round) {
      return seconds.get(round);
    }

    double median() {
      return ReduceComparison.median(seconds);
    }

    String text() {
      return String.format(
          Locale.ROOT,
          "%.2f s (%.2f–%.2f, CPU %.1f s)",
          median(),
          Collections.min(seconds),
          Collections.max(seconds),
          ReduceComparison.median(cpuSeconds));
    }
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** The median of five copies of 1 GB through a socket from one thread to another. */
  private static double loopbackBytesPerSecond() throws IOException, InterruptedException {
    List<Double> speeds = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      speeds.add(copyOverLoopback(1L << 30));
    }
    return median(speeds);
  }

  private static double copyOverLoopback(long bytes) throws IOException, InterruptedException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread sender = new Thread(() -> send(server.getLocalPort(), bytes), "sender");
      sender.start();
      long received = 0;
      long start = System.nanoTime();
      try (Socket socket = server.accept();
          InputStream in = socket.getInputStream()) {
        byte[] buffer = new byte[COPY_BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          received += count;
        }
      }
      sender.join();
      return received / ((System.nanoTime() - start) / NANOSECONDS);
    }
  }

  private static void send(int port, long bytes) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        OutputStream out = socket.getOutputStream()) {
      byte[] buffer = new byte[COPY_BUFFER];
      for (long sent = 0; sent < bytes; sent += buffer.length) {
        out.write(buffer);
      }
    } catch (IOException e) {
      throw new IllegalStateException("loopback", e);
    }
  }
}
