package dev.convoy.spark.command;

import dev.convoy.spark.cluster.SparkStart;
import dev.convoy.spark.command.options.UserInput;
import dev.convoy.spark.settings.LocalDirectories;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** The Spark context of a command, started when it is needed first. */
final class StartedSpark implements AutoCloseable {
  private final SparkConf conf;
  private final Duration limit;
  private Optional<JavaSparkContext> started = Optional.empty();

  StartedSpark(SparkConf conf, Duration limit) {
    this.conf = conf;
    this.limit = limit;
  }

  /** The context; see {@link SparkStart#start}. */
  JavaSparkContext get(Consumer<String> log, BooleanSupplier cancelled) throws IOException {
    if (started.isEmpty()) {
      LocalDirectories.requireRoom(conf);
      started = Optional.of(UserInput.checked(() -> SparkStart.start(conf, limit, log, cancelled)));
    }
    return started.get();
  }

  /** Stops it if it was started. */
  @Override
  public void close() {
    started.ifPresent(JavaSparkContext::close);
  }
}
