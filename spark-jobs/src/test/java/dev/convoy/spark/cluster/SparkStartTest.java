package dev.convoy.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.spark.settings.MasterAddress;
import dev.convoy.spark.watch.RoundCancelledException;
import dev.convoy.worker.TrainingFailedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Masters that nobody can reach; one that works is in every other test. */
class SparkStartTest {
  /** A port that was free a moment ago, and that nobody takes within so short a time. */
  private static String deadMaster() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "spark://127.0.0.1:" + socket.getLocalPort();
    }
  }

  @Test
  void aMasterThatDoesNotAnswerIsNamedAfterTheLimit() throws IOException {
    SparkConf conf = new SparkConf(false).setMaster(deadMaster());
    List<String> log = new ArrayList<>();

    assertThatThrownBy(() -> SparkStart.start(conf, Duration.ofSeconds(1), log::add, () -> false))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessage(
            "master '"
                + conf.get("spark.master")
                + "': no answer for 1 s (--wait-executors): Connection refused");
    assertThat(log)
        .containsExactly(
            "waiting for master " + conf.get("spark.master") + ", at most 1 s: Connection refused");
  }

  @Test
  void theWaitEndsWhenTheRunIsToStop() throws IOException {
    SparkConf conf = new SparkConf(false).setMaster(deadMaster());
    AtomicBoolean stopped = new AtomicBoolean();

    assertThatThrownBy(
            () ->
                SparkStart.start(conf, Duration.ofDays(1), line -> stopped.set(true), stopped::get))
        .isInstanceOf(RoundCancelledException.class)
        .hasMessage("waiting for master " + conf.get("spark.master") + ": given up");
  }

  @ParameterizedTest
  @ValueSource(strings = {"local[1]", "local-cluster[1,1,1024]"})
  void settingsThatSparkRefusesAreNamed(String master) {
    SparkConf conf =
        new SparkConf(false)
            .setMaster(master)
            .setAppName("refused")
            .set("spark.ui.enabled", "false")
            .set("spark.scheduler.mode", "SLOW");

    assertThatThrownBy(() -> SparkStart.start(conf, Duration.ofMinutes(5), line -> {}, () -> false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Spark refuses its settings: ")
        .hasMessageContaining("SLOW");
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark://", "spark://host", "spark://host:port", "spark://a b:1"})
  void whatIsNoAddressIsRefused(String master) {
    assertThatThrownBy(() -> MasterAddress.of(master))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessage("master '" + master + "' must be spark://HOST:PORT");
  }

  @Test
  void ofSeveralMastersOneMustAnswer() throws IOException {
    String dead = deadMaster();
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String both = dead + ",127.0.0.1:" + socket.getLocalPort();

      assertThat(MasterAddress.of(both).refusal()).isEmpty();
    }
    assertThat(MasterAddress.of("yarn").refusal()).isEmpty();
  }
}
