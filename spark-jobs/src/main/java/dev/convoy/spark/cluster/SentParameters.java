package dev.convoy.spark.cluster;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Parameters that go out to executors as a broadcast, until they are let go of. */
final class SentParameters implements Serializable, AutoCloseable {
  private static final long serialVersionUID = 1;

  /** One, or none any more: Spark refuses to send a task that refers to a destroyed one. */
  private final List<Broadcast<ParameterVector>> broadcast = new ArrayList<>();

  /** Sends them. In local mode tasks see this very array. */
  SentParameters(JavaSparkContext spark, float[] values) {
    broadcast.add(spark.broadcast(new ParameterVector(values)));
  }

  /** Nobody can compute anything with these parameters any more. */
  static final class GoneException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private GoneException() {
      super("the parameters were let go of");
    }
  }

  /**
   * The values, fetched with the first call in a process.
   *
   * @throws GoneException if they were let go of before the task was sent
   */
  float[] values() {
    if (broadcast.isEmpty()) {
      throw new GoneException();
    }
    return broadcast.get(0).value().values();
  }

  /** Lets go of them everywhere; not for the first time does nothing. */
  @Override
  public void close() {
    broadcast.forEach(Broadcast::destroy);
    broadcast.clear();
  }
}
