package dev.convoy.spark.predict;

import dev.convoy.data.ReadAhead;
import dev.convoy.files.Storage;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.api.java.JavaRDD;

/**
 * Images to predict for, in parts. Each part is a partition of an RDD, and becomes a file.
 *
 * @param <T> what says where images are
 */
interface PredictionInput<T> extends Serializable {
  /** Number of parts; it depends on the input alone. */
  int parts();

  /** Changes if the input does. */
  String state();

  /** Whether images have paths. */
  boolean hasPaths();

  /** A partition for each part. */
  JavaRDD<T> rdd();

  /** Reads and decodes the images of a part. */
  ReadAhead.Producer<InputImage> images(Iterator<T> part, Storage storage);
}
