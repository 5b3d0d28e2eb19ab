package dev.convoy.hadoop;

import dev.convoy.data.DataSummary;
import dev.convoy.data.Histograms;
import dev.convoy.data.SummaryBuilder;
import dev.convoy.files.DurableFiles;
import dev.convoy.files.FilePath;
import dev.convoy.files.FileRecord;
import dev.convoy.files.Storage;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * How tasks write the files of a split, each on its own. The same rows make the same files, so a
 * task may run twice.
 *
 * @param out the folder of packed data, absolute
 * @param split {@code train}, {@code validation} or {@code test}
 * @param shape of each image
 * @param examples number of rows of all files
 * @param settings sizes of files and row groups, and the seed of the permutation
 * @param source identifies the images
 */
public record PackedFileTask(
    FilePath out, String split, Shape shape, long examples, Packer.Settings settings, String source)
    implements Serializable {
  /** Number of files. */
  public int files() {
    long rowsPerFile = settings.rowsPerFile(shape);
    return Math.toIntExact((examples + rowsPerFile - 1) / rowsPerFile);
  }

  /** The file that holds a position of the permuted order. */
  public int fileOf(long position) {
    return (int) (position / settings.rowsPerFile(shape));
  }

  /**
   * Writes a file.
   *
   * @param index of the file
   * @param rows in the order of their positions
   */
  public PackedFileReport write(int index, Iterator<PackedRow> rows, Storage storage)
      throws IOException {
    int rowsPerGroup = settings.rowsPerGroup(shape);
    Map<String, String> notes =
        Map.of(
            PackedSplit.PACK_NOTE,
            PackedSplit.packNote(source, settings.seed(), rowsPerGroup),
            PackedSplit.FIRST_NOTE,
            Long.toString(index * settings.rowsPerFile(shape)));
    Counts counts = new Counts(shape);
    FileRecord content =
        new DurableFiles(out, storage)
            .write(
                out.resolve(PackedSplit.fileName(split, index)),
                stream -> {
                  try (PackedFileWriter to =
                      new PackedFileWriter(stream, shape, rowsPerGroup, notes)) {
                    while (rows.hasNext()) {
                      PackedRow row = rows.next();
                      to.add(row.number(), row.label(), row.pixels(), 0);
                      counts.add(row, rowsPerGroup);
                    }
                  }
                });
    return counts.report(index, content);
  }

  /** The split as the manifest describes it. */
  PackedSplit split(List<PackedFileReport> reports) {
    List<PackedSplit.PackedFile> files = new ArrayList<>();
    long[][] histograms = new long[shape.channels()][Histograms.LEVELS];
    SummaryBuilder.Fingerprints fingerprints = new SummaryBuilder.Fingerprints();
    int classes = 0;
    for (PackedFileReport report : reports) {
      files.add(report.file(split));
      for (int c = 0; c < histograms.length; c++) {
        for (int level = 0; level < Histograms.LEVELS; level++) {
          histograms[c][level] += report.histograms()[c][level];
        }
      }
      report.fingerprints().forEach(fingerprints::add);
      classes = Math.max(classes, report.counts().length);
    }
    return new PackedSplit(
        shape,
        examples,
        classes,
        settings.rowsPerGroup(shape),
        new PackedSplit.Hashes(fingerprints.all(), source),
        new Histograms(histograms),
        List.copyOf(files));
  }

  /** What is counted while rows go by. */
  private static final class Counts {
    private final Shape shape;
    private final List<String> fingerprints = new ArrayList<>();
    private final long[][] histograms;
    private SummaryBuilder group;
    private int inGroup;
    private long rows;
    private long[] classes = {};

    Counts(Shape shape) {
      this.shape = shape;
      this.histograms = new long[shape.channels()][Histograms.LEVELS];
      this.group = new SummaryBuilder(shape);
    }

    void add(PackedRow row, int rowsPerGroup) {
      group.add(row.pixels(), 0, row.label());
      if (row.label() >= classes.length) {
        classes = Arrays.copyOf(classes, row.label() + 1);
      }
      classes[row.label()]++;
      rows++;
      inGroup++;
      if (inGroup == rowsPerGroup) {
        endGroup();
      }
    }

    private void endGroup() {
      DataSummary summary = group.build("row group");
      fingerprints.add(summary.fingerprint());
      long[][] counted = group.histograms().counts();
      for (int c = 0; c < histograms.length; c++) {
        for (int level = 0; level < Histograms.LEVELS; level++) {
          histograms[c][level] += counted[c][level];
        }
      }
      group = new SummaryBuilder(shape);
      inGroup = 0;
    }

    PackedFileReport report(int index, FileRecord content) {
      if (inGroup > 0) {
        endGroup();
      }
      return new PackedFileReport(
          index, rows, content.bytes(), content.sha256(), fingerprints, histograms, classes);
    }
  }
}
