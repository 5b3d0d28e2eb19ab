package dev.convoy.spark.cluster;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Parameters that go out to executors as a broadcast, until they are let go of. */
final class SentParameters implements Serializable, AutoCloseable {
  private static final long serialVersionUID = 1;

  /** One, or none any more: Spark does not serialize a task that refers to a destroyed one. */
  private final List<Broadcast<ParameterVector>> broadcast = new ArrayList<>();

  /** Sends them. In local mode tasks see this very array. */
  SentParameters(JavaSparkContext spark, float[] values) {
    broadcast.add(spark.broadcast(new ParameterVector(values)));
  }

  /** The values, fetched with the first call in a process. */
  float[] values() {
    return broadcast.get(0).value().values();
  }

  /** Lets go of them everywhere; not for the first time does nothing. */
  @Override
  public void close() {
    broadcast.forEach(Broadcast::destroy);
    broadcast.clear();
  }
}
