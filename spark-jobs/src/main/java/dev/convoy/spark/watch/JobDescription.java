package dev.convoy.spark.watch;

import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What Spark's pages call the jobs and stages of this thread, such as {@code epoch 3 of 8, round 2
 * of 4: train}.
 */
public final class JobDescription {
  /** Where Spark keeps it for the listeners of jobs. */
  static final String PROPERTY = "spark.job.description";

  private static final String SEPARATOR = ": ";

  private JobDescription() {}

  /** Joins a piece of work and the step of it that a job does. */
  public static String of(String work, String step) {
    return work + SEPARATOR + step;
  }

  /** Begins a job group whose jobs and stages are called so. */
  static void begin(JavaSparkContext spark, String group, String description) {
    spark.setJobGroup(group, description, true);
    // Else stages are called after the line of code that ran them.
    spark.setCallSite(description);
  }

  /** Calls the jobs that follow another step of the same work. */
  public static void next(SparkContext spark, String step) {
    String current = spark.getLocalProperty(PROPERTY);
    if (current != null) {
      String work = current.substring(0, Math.max(0, current.lastIndexOf(SEPARATOR)));
      String description = work.isEmpty() ? step : of(work, step);
      spark.setJobDescription(description);
      spark.setCallSite(description);
    }
  }

  /** Jobs that follow have no description. */
  static void clear(JavaSparkContext spark) {
    spark.clearJobGroup();
    spark.clearCallSite();
  }
}
