package dev.convoy.data.image;

import dev.convoy.data.DataLocation;
import dev.convoy.data.FileStamp;
import dev.convoy.files.FilePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Files of {@code tf.train.Example} records, as TensorFlow Datasets and others write them: {@code
 * image/encoded} or {@code image}, and {@code image/class/label} or {@code label}. A file is a
 * part.
 */
public final class TfRecordFormat implements ImageFormat {
  private static final Pattern FILE = Pattern.compile(".+\\.tfrecords?(?:-[0-9]+(?:-of-[0-9]+)?)?");

  @Override
  public String name() {
    return "tfrecord";
  }

  @Override
  public String needs() {
    return "*.tfrecord";
  }

  private static boolean isOne(String name) {
    return FILE.matcher(name).matches();
  }

  @Override
  public boolean recognizes(DataLocation location, ImageFields fields) throws IOException {
    return SplitFiles.any(location, TfRecordFormat::isOne);
  }

  @Override
  public ImageSet open(DataLocation location, ImageFields fields) throws IOException {
    List<String> names =
        fields.classNames().isPresent() ? fields.classNames().get() : LabelFile.read(location);
    ClassLabels labels = new ClassLabels(names, fields.labelled());
    TfExample.Keys keys = TfExample.Keys.of(fields);
    return SplitFiles.of(location, TfRecordFormat::isOne)
        .open(
            location.name(),
            files -> {
              List<ImagePart> parts = new ArrayList<>();
              for (FilePath file : files) {
                parts.add(new TfRecordPart(FileStamp.of(file, location.storage()), keys, labels));
              }
              return new ImageSource(location.name(), names, parts);
            });
  }
}
