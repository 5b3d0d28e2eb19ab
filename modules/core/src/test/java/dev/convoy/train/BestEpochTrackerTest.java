package dev.convoy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.worker.Evaluation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is concluded from a row of evaluations. */
class BestEpochTrackerTest {
  private static BestEpochTracker after(double more, double... scores) {
    BestEpochTracker tracker = BestEpochTracker.NONE;
    for (int i = 0; i < scores.length; i++) {
      tracker = tracker.seen(i + 1, scores[i], more);
    }
    return tracker;
  }

  @Test
  void theFirstIsTheBestAndOnlyABetterOneReplacesIt() {
    assertThat(after(0, -5)).isEqualTo(new BestEpochTracker(1, -5, 0, 0));
    assertThat(after(0, 0.5, 0.5, 0.4).bestEpoch()).isEqualTo(1);
    assertThat(after(0, 0.5, 0.5, 0.6, 0.6)).isEqualTo(new BestEpochTracker(3, 0.6, 0, 0));
    assertThat(after(0.25, 0.5, 0.75, 0.76)).isEqualTo(new BestEpochTracker(3, 0.76, 0, 0));
  }

  @Test
  void theRateIsLoweredAfterSoManyEpochsInARowAndThenThePatienceStartsAnew() {
    BestEpochTracker tracker = BestEpochTracker.NONE;
    int[] reductions = new int[7];
    for (int epoch = 1; epoch <= 7; epoch++) {
      tracker = tracker.seen(epoch, epoch == 1 ? 1 : 0, 0).lowered(epoch, 2);
      reductions[epoch - 1] = tracker.reductions();
    }
    assertThat(reductions).containsExactly(0, 0, 1, 1, 2, 2, 3);
    assertThat(tracker.reducedAfter()).isEqualTo(7);
    assertThat(tracker.seen(8, 2, 0).lowered(9, 2).reductions()).isEqualTo(3);
  }

  @Test
  void monitorsTellTheBetterEvaluation() {
    Evaluation sure = new Evaluation(10, 4, 5);
    Evaluation right = new Evaluation(10, 8, 6);

    assertThat(Monitor.ACCURACY.score(right)).isGreaterThan(Monitor.ACCURACY.score(sure));
    assertThat(Monitor.LOSS.score(sure)).isGreaterThan(Monitor.LOSS.score(right));
    for (Monitor monitor : List.of(Monitor.values())) {
      assertThat(Monitor.named(monitor.toString())).isEqualTo(monitor);
    }
    assertThatThrownBy(() -> Monitor.named("f1"))
        .hasMessage("monitor 'f1' must be accuracy or loss");
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> new BestEpochTracker(-1, 0, 0, 0))
        .hasMessage("watch: best epoch -1, reductions 0 and reduced after 0 must be at least 0");
  }
}
