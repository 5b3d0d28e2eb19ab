package dev.convoy.data.image;

import dev.convoy.data.DataLocation;
import dev.convoy.data.FileStamp;
import dev.convoy.files.FilePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Tar files of samples, as WebDataset and img2dataset write them: files with one name and different
 * endings are a sample, such as {@code 000017.jpg} and {@code 000017.cls}. A tar file is a part.
 */
public final class WebDatasetFormat implements ImageFormat {
  @Override
  public String name() {
    return "webdataset";
  }

  @Override
  public String needs() {
    return "*.tar";
  }

  private static boolean isOne(String name) {
    return name.endsWith(".tar");
  }

  @Override
  public boolean recognizes(DataLocation location, ImageFields fields) throws IOException {
    return SplitFiles.any(location, WebDatasetFormat::isOne);
  }

  @Override
  public ImageSet open(DataLocation location, ImageFields fields) throws IOException {
    List<String> names =
        fields.classNames().isPresent() ? fields.classNames().get() : LabelFile.read(location);
    ClassLabels labels = new ClassLabels(names, fields.labelled());
    String label = fields.label().orElse(WebDatasetPart.LABEL);
    return SplitFiles.of(location, WebDatasetFormat::isOne)
        .open(
            location.name(),
            files -> {
              List<ImagePart> parts = new ArrayList<>();
              for (FilePath file : files) {
                parts.add(
                    new WebDatasetPart(
                        FileStamp.of(file, location.storage()),
                        fields.image().stream().toList(),
                        label,
                        labels));
              }
              return new ImageSource(location.name(), names, parts);
            });
  }
}
