package dev.convoy.spark.cluster;

import dev.convoy.spark.settings.MasterAddress;
import dev.convoy.spark.watch.RoundCancelledException;
import dev.convoy.worker.TrainingFailedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Starts Spark, within a limit: Spark itself tries for minutes to reach its master. */
public final class SparkStart {
  private static final long POLL_MILLISECONDS = 50;

  /** A busy machine needs some time, too, once the master has answered. */
  private static final Duration LEAST = Duration.ofMinutes(1);

  private final SparkConf conf;
  private final String master;
  private final Duration limit;
  private final BooleanSupplier cancelled;

  private SparkStart(SparkConf conf, Duration limit, BooleanSupplier cancelled) {
    this.conf = conf;
    this.master = conf.get("spark.master", "");
    this.limit = limit;
    this.cancelled = cancelled;
  }

  /**
   * Starts a context.
   *
   * @param conf with a master
   * @param limit how long to wait for a master that is no local one
   * @param log told in one line if it is waited for
   * @param cancelled ends the wait
   * @throws IllegalArgumentException if Spark refuses its settings
   * @throws TrainingFailedException if the master does not answer, or refuses
   * @throws RoundCancelledException if the wait was cancelled
   */
  public static JavaSparkContext start(
      SparkConf conf, Duration limit, Consumer<String> log, BooleanSupplier cancelled) {
    SparkStart start = new SparkStart(conf, limit, cancelled);
    try {
      if (start.master.startsWith("local")) {
        return new JavaSparkContext(conf);
      }
      start.awaitMaster(log);
      return start.context();
    } catch (IllegalArgumentException e) {
      String reason = firstLine(e).replaceFirst("^requirement failed: ", "");
      throw new IllegalArgumentException("Spark refuses its settings: " + reason, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingFailedException("interrupted while Spark started");
    }
  }

  private void awaitMaster(Consumer<String> log) throws InterruptedException {
    MasterAddress address = MasterAddress.of(master);
    boolean told = false;
    final long start = System.nanoTime();
    String reason = address.refusal();
    while (!reason.isEmpty()) {
      requireTime(start, limit, reason);
      if (!told) {
        log.accept(
            "waiting for master " + master + ", at most " + limit.toSeconds() + " s: " + reason);
        told = true;
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLISECONDS);
      reason = address.refusal();
    }
  }

  private JavaSparkContext context() throws InterruptedException {
    final long start = System.nanoTime();
    Duration longer = limit.compareTo(LEAST) > 0 ? limit : LEAST;
    CompletableFuture<JavaSparkContext> started = new CompletableFuture<>();
    Thread thread = new Thread(() -> make(started), "start of Spark");
    thread.setDaemon(true);
    thread.start();
    try {
      while (!started.isDone()) {
        requireTime(start, longer, "it has not accepted the application");
        TimeUnit.MILLISECONDS.sleep(POLL_MILLISECONDS);
      }
      return started.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new TrainingFailedException(
          "master '" + master + "': Spark does not start: " + firstLine(e.getCause()));
    } finally {
      if (!started.isDone()) {
        // If it does start later, nobody wants it any more.
        started.thenAccept(JavaSparkContext::close);
      }
    }
  }

  private void make(CompletableFuture<JavaSparkContext> started) {
    try {
      started.complete(new JavaSparkContext(conf));
    } catch (Throwable e) {
      started.completeExceptionally(e);
    }
  }

  private void requireTime(long start, Duration most, String reason) {
    if (cancelled.getAsBoolean()) {
      throw new RoundCancelledException("waiting for master " + master + ": given up");
    }
    if (System.nanoTime() - start > most.toNanos()) {
      throw new TrainingFailedException(
          "master '"
              + master
              + "': no answer for "
              + most.toSeconds()
              + " s (--wait-executors): "
              + reason);
    }
  }

  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("it gives no reason");
  }
}
