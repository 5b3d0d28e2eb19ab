package dev.convoy.spark.faults;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;

/** Fills the driver's memory, on a thread of Spark, when the first round begins. */
public final class MemoryHog extends SparkListener {
  private static final int MEGABYTE = 1 << 20;

  private final List<byte[]> hoard = new ArrayList<>();

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted stage) {
    while (true) {
      hoard.add(new byte[MEGABYTE]);
    }
  }
}
