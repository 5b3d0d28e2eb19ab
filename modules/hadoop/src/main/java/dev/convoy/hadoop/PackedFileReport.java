package dev.convoy.hadoop;

import dev.convoy.files.FileRecord;
import java.io.Serializable;
import java.util.List;

/**
 * What a task wrote.
 *
 * @param index of the file in its split, from 0
 * @param rows number of rows
 * @param bytes length of the file
 * @param sha256 of the file
 * @param fingerprints of the row groups, in order
 * @param histograms how often each byte is in each channel
 * @param counts examples of each class
 */
public record PackedFileReport(
    int index,
    long rows,
    long bytes,
    String sha256,
    List<String> fingerprints,
    long[][] histograms,
    long[] counts)
    implements Serializable {
  PackedSplit.PackedFile file(String split) {
    return new PackedSplit.PackedFile(
        PackedSplit.fileName(split, index), rows, new FileRecord(bytes, sha256));
  }
}
