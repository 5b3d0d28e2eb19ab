package dev.convoy.data.image;

import dev.convoy.data.DataLocation;
import dev.convoy.data.FileStamp;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A CSV file with a row for each image: its path and its label. In a folder {@code train.csv} and
 * others are splits. Paths are relative to the file's folder, absolute, or URIs.
 */
public final class ManifestFormat implements ImageFormat {
  private static final int ROWS = 256;
  private static final int MOST_CLASSES = 1_000_000;

  @Override
  public String name() {
    return "image-csv";
  }

  @Override
  public String needs() {
    return "*.csv with the columns path and label";
  }

  private static boolean isOne(String name) {
    return name.endsWith(".csv");
  }

  @Override
  public boolean recognizes(DataLocation location, ImageFields fields) throws IOException {
    if (!SplitFiles.any(location, ManifestFormat::isOne)) {
      return false;
    }
    FilePath first = SplitFiles.of(location, ManifestFormat::isOne).all().get(0);
    try (InputStream in = new BufferedInputStream(location.storage().open(first))) {
      return ManifestColumns.find(new CsvRows(in, 0, first.text()).next(), fields).isPresent();
    }
  }

  @Override
  public ImageSet open(DataLocation location, ImageFields fields) throws IOException {
    SplitFiles files = SplitFiles.of(location, ManifestFormat::isOne);
    List<ManifestFile> manifests = new ArrayList<>();
    TreeSet<String> texts = new TreeSet<>(NameOrder.BY_CODE_POINT);
    for (FilePath file : files.all()) {
      manifests.add(scan(file, fields, location.storage(), texts));
    }
    List<String> names =
        fields
            .classNames()
            .orElseGet(
                () ->
                    texts.stream().allMatch(ClassLabels::isNumber)
                        ? List.of()
                        : List.copyOf(texts));
    ClassLabels labels = new ClassLabels(names, fields.labelled());
    return files.open(
        location.name(),
        some -> {
          List<ImagePart> parts = new ArrayList<>();
          for (ManifestFile manifest : manifests) {
            if (some.contains(manifest.file().file())) {
              manifest.ranges().forEach(range -> parts.add(manifest.part(range, labels)));
            }
          }
          return new ImageSource(location.name(), names, parts);
        });
  }

  /**
   * A file that was gone through.
   *
   * @param ranges of bytes, each of some rows
   */
  private record ManifestFile(FileStamp file, ManifestColumns columns, List<long[]> ranges) {
    ImagePart part(long[] range, ClassLabels labels) {
      return new ManifestPart(file, columns, range[0], range[1], labels);
    }
  }

  /** Finds where each 256th row begins, so that a task need not read what is before its rows. */
  private static ManifestFile scan(
      FilePath file, ImageFields fields, Storage storage, TreeSet<String> texts)
      throws IOException {
    FileStamp stamp = FileStamp.of(file, storage);
    List<long[]> ranges = new ArrayList<>();
    try (InputStream in = new BufferedInputStream(storage.open(file), 1 << 16)) {
      CsvRows rows = new CsvRows(in, 0, file.text());
      ManifestColumns columns = ManifestColumns.of(rows.next(), fields, file.text());
      long start = rows.position();
      int count = 0;
      for (List<String> row = rows.next(); !row.isEmpty(); row = rows.next()) {
        columns.label(row).ifPresent(texts::add);
        if (texts.size() > MOST_CLASSES) {
          throw new IOException(file + ": has more than " + MOST_CLASSES + " labels");
        }
        count++;
        if (count % ROWS == 0) {
          ranges.add(new long[] {start, rows.position()});
          start = rows.position();
        }
      }
      if (count % ROWS > 0) {
        ranges.add(new long[] {start, rows.position()});
      }
      if (ranges.isEmpty()) {
        throw new IOException(file + ": has no rows");
      }
      return new ManifestFile(stamp, columns, ranges);
    }
  }
}
