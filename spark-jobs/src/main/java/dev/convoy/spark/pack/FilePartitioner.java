package dev.convoy.spark.pack;

import dev.convoy.hadoop.PackedFileTask;
import org.apache.spark.Partitioner;

/** The file that a position is in. */
final class FilePartitioner extends Partitioner {
  private static final long serialVersionUID = 1;

  private final PackedFileTask files;

  FilePartitioner(PackedFileTask files) {
    this.files = files;
  }

  @Override
  public int numPartitions() {
    return files.files();
  }

  @Override
  public int getPartition(Object key) {
    return files.fileOf((Long) key);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FilePartitioner same && same.files.equals(files);
  }

  @Override
  public int hashCode() {
    return files.hashCode();
  }
}
