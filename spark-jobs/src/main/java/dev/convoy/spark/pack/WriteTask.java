package dev.convoy.spark.pack;

import dev.convoy.hadoop.PackedFileReport;
import dev.convoy.hadoop.PackedFileTask;
import dev.convoy.hadoop.PackedRow;
import dev.convoy.spark.task.HadoopSettings;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;

/**
 * Writes a file of packed data.
 *
 * @param files the file of each partition
 * @param hadoop how to reach files
 */
record WriteTask(PackedFileTask files, HadoopSettings hadoop)
    implements Function2<Integer, Iterator<PackedRow>, Iterator<PackedFileReport>> {
  @Override
  public Iterator<PackedFileReport> call(Integer partition, Iterator<PackedRow> rows)
      throws IOException {
    return List.of(files.write(partition, rows, hadoop.storage())).iterator();
  }
}
