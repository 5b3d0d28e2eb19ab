package dev.convoy.spark.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.TaskEndReason;
import org.apache.spark.TaskKilled;
import org.apache.spark.UnknownReason$;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.scheduler.TaskLocality;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;

/** One line for each task that fails. */
class FaultLogTest {
  private final List<String> lines = new ArrayList<>();
  private final FaultLog log = new FaultLog(lines::add);

  private void taskEnds(TaskEndReason reason) {
    TaskInfo task = new TaskInfo(9, 2, 1, 2, 0, "3", "host", TaskLocality.ANY(), false);
    log.onTaskEnd(new SparkListenerTaskEnd(1, 0, "ResultTask", reason, task, null, null));
  }

  /** Scala's empty list, of any elements. */
  @SuppressWarnings("unchecked")
  private static <T> Seq<T> none() {
    return (Seq<T>) (Seq<?>) Nil$.MODULE$;
  }

  private void jobStarts(String description) {
    Properties properties = new Properties();
    properties.setProperty(JobDescription.PROPERTY, description);
    log.onJobStart(new SparkListenerJobStart(1, 0, none(), properties));
  }

  @Test
  void aTaskWhoseExecutorIsLostIsNamedWithItsRound() {
    jobStarts("epoch 1 of 3, round 2 of 3: train");

    taskEnds(new ExecutorLostFailure("3", true, Option.apply("it left")));

    assertThat(lines)
        .containsExactly(
            "epoch 1 of 3, round 2 of 3: train: task 2 failed on executor 3 on host (attempt 2):"
                + " the executor is lost");
  }

  @Test
  void otherFailuresHaveTheirReasonInOneLineAndCopiesThatLostTheRaceAreNone() {
    taskEnds(UnknownReason$.MODULE$);
    taskEnds(new TaskKilled("another attempt succeeded", none(), none(), none()));

    assertThat(lines)
        .containsExactly(": task 2 failed on executor 3 on host (attempt 2): UnknownReason");
  }
}
