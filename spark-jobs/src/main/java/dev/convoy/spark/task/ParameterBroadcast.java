package dev.convoy.spark.task;

import dev.convoy.spark.wire.ParameterVector;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Parameters that go out to executors as a broadcast, until it is destroyed. */
public final class ParameterBroadcast implements Serializable, AutoCloseable {
  private static final long serialVersionUID = 1;

  /** One, or none any more: Spark refuses to send a task that refers to a destroyed one. */
  private final List<Broadcast<ParameterVector>> broadcast = new ArrayList<>();

  /** Sends them. In local mode tasks see this very array. */
  public ParameterBroadcast(JavaSparkContext spark, float[] values) {
    broadcast.add(spark.broadcast(new ParameterVector(values)));
  }

  /** Nobody can compute anything with these parameters any more. */
  public static final class GoneException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private GoneException() {
      super("the parameters were released");
    }
  }

  /**
   * The values, fetched with the first call in a process.
   *
   * @throws GoneException if they were released before the task was sent
   */
  public float[] values() {
    if (broadcast.isEmpty()) {
      throw new GoneException();
    }
    return broadcast.get(0).value().values();
  }

  /** Destroys the broadcast; idempotent. */
  @Override
  public void close() {
    broadcast.forEach(Broadcast::destroy);
    broadcast.clear();
  }
}
