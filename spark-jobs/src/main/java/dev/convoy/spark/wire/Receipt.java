package dev.convoy.spark.wire;

import dev.convoy.worker.Contribution;
import java.io.Serializable;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockManagerId;

/**
 * What the driver is told of a vector that stays on an executor.
 *
 * @param executor in the words in which Spark takes a preference for one
 * @param address of the executor, host and port
 * @param counted what the worker contributed, without its values
 */
public record Receipt(String executor, String address, Contribution counted)
    implements Serializable {
  /** Of a contribution that is kept in this process. */
  public static Receipt here(Contribution kept) {
    BlockManagerId here = SparkEnv.get().blockManager().blockManagerId();
    return new Receipt(
        "executor_" + here.host() + "_" + here.executorId(), here.hostPort(), kept.withoutValues());
  }

  /** Whether both are of the same work of a worker, which was done at one time in one process. */
  public boolean isOfSameVectorAs(Receipt other) {
    return counted.time().equals(other.counted.time());
  }
}
