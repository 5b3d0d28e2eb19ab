package dev.convoy.hadoop;

import dev.convoy.data.DataLocation;
import dev.convoy.data.FileStamp;
import dev.convoy.data.image.ImageFields;
import dev.convoy.data.image.ImageFormat;
import dev.convoy.data.image.ImagePart;
import dev.convoy.data.image.ImageSet;
import dev.convoy.data.image.ImageSource;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.parquet.schema.MessageType;

/**
 * Parquet files with a column of encoded images, as Hugging Face's library and Spark's source
 * {@code binaryFile} write them. The first file of the training data says which columns are read.
 *
 * <p>The columns are those that the user names, or else the first ones there of {@code image, img,
 * content, bytes, jpg, jpeg, png, webp, picture} and of {@code label, labels, class, class_name,
 * category, target, cls, fine_label}. An image is a binary value or a struct of {@code bytes} and
 * {@code path}; without bytes it is the file at the path, relative to the data set's folder. A
 * label is an integer, −1 for none, or a string.
 *
 * <p>An image's name is {@code FILE#ROW}, the row counted from 0 in the file, since paths in data
 * sets may be there twice. Its id is that of a column {@code id}, or else its path.
 */
public final class EncodedFormat implements ImageFormat {
  @Override
  public String name() {
    return "image-parquet";
  }

  @Override
  public String needs() {
    return "*.parquet with a column of encoded images";
  }

  @Override
  public boolean recognizes(DataLocation location, ImageFields fields) throws IOException {
    Optional<SplitFiles> files = SplitFiles.find(location);
    if (files.isEmpty()) {
      return false;
    }
    return ParquetTable.open(
        files.get().first(),
        location.storage(),
        table -> {
          try (table) {
            MessageType schema = table.schema();
            boolean pixels =
                schema.containsField(ImageColumns.PIXELS)
                    && schema.containsField(ImageColumns.LABEL);
            boolean usual = EncodedColumns.usualImage(schema, FooterNotes.of(table)).isPresent();
            return fields.image().isPresent() || !pixels && usual;
          }
        });
  }

  @Override
  public ImageSet open(DataLocation location, ImageFields fields) throws IOException {
    SplitFiles files = SplitFiles.require(location, needs());
    Storage storage = location.storage();
    Head head =
        ParquetTable.open(
            files.first(),
            storage,
            table -> {
              try (table) {
                return head(table, files, fields, storage);
              }
            });
    RowLabels unknown = RowLabels.of(head.uri(), head.names(), fields.unlabelled());
    EncodedTable table = new EncodedTable(files.folder(), head.columns(), unknown);
    List<String> names = head.names();
    if (head.named() && fields.labelled() && fields.classNames().isEmpty()) {
      names = labels(files, table, storage);
    }
    RowLabels labels = RowLabels.of(head.uri(), names, fields);
    return set(location, files, new EncodedTable(files.folder(), head.columns(), labels));
  }

  /**
   * What the first file says.
   *
   * @param uri of the file, for messages
   * @param columns that are read
   * @param named whether labels are names
   * @param names which the data have for labels that are numbers; empty if there are none
   */
  private record Head(String uri, EncodedColumns columns, boolean named, List<String> names) {}

  private static Head head(
      ParquetTable table, SplitFiles files, ImageFields fields, Storage storage)
      throws IOException {
    MessageType schema = table.schema();
    FooterNotes notes = FooterNotes.of(table);
    EncodedColumns columns = EncodedColumns.choose(table.uri(), schema, notes, fields);
    if (columns.label().isEmpty()) {
      return new Head(table.uri(), columns, false, List.of());
    }
    List<String> path = SchemaPath.find(schema, columns.label()).orElseThrow();
    if (ColumnKind.of(schema.getType(path.toArray(new String[0]))) == ColumnKind.TEXT) {
      return new Head(table.uri(), columns, true, List.of());
    }
    Optional<List<String>> names = notes.classNames(columns.label());
    // The folder may be that of a configuration, and the card is beside it.
    for (FilePath folder : List.of(files.folder(), files.folder().parent())) {
      Optional<DatasetCard> card =
          names.isPresent() ? Optional.empty() : DatasetCard.of(folder, storage);
      if (card.isPresent()) {
        names = card.get().classNames(columns.label(), files.configuration());
      }
    }
    return new Head(table.uri(), columns, false, names.orElse(List.of()));
  }

  /** All labels of all files, sorted; goes through the columns of labels once. */
  private static List<String> labels(SplitFiles files, EncodedTable table, Storage storage)
      throws IOException {
    TreeSet<String> labels = new TreeSet<>();
    for (Split split : files.files().keySet()) {
      for (EncodedFile file : parts(files, split, table, storage)) {
        labels.addAll(file.using(storage, reader -> reader.labels(FooterNotes.MOST_CLASSES)));
        if (labels.size() > FooterNotes.MOST_CLASSES) {
          throw new IOException(
              files.folder() + ": has more than " + FooterNotes.MOST_CLASSES + " classes");
        }
      }
    }
    return List.copyOf(labels);
  }

  private static List<EncodedFile> parts(
      SplitFiles files, Split split, EncodedTable table, Storage storage) throws IOException {
    List<EncodedFile> parts = new ArrayList<>();
    for (String name : files.files().getOrDefault(split, List.of())) {
      FileStamp stamp = FileStamp.of(files.folder().resolve(name), storage);
      parts.add(new EncodedFile(name, stamp, table));
    }
    return parts;
  }

  private static ImageSet set(DataLocation location, SplitFiles files, EncodedTable table)
      throws IOException {
    List<Optional<ImageSource>> sources = new ArrayList<>();
    for (Split split : Split.values()) {
      List<EncodedFile> parts = parts(files, split, table, location.storage());
      String name =
          files.files().size() == 1 ? location.name() : location.name() + " (" + split.text() + ")";
      sources.add(
          parts.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  new ImageSource(
                      name, table.labels().classNames(), List.<ImagePart>copyOf(parts))));
    }
    return new ImageSet(sources.get(0).orElseThrow(), sources.get(1), sources.get(2));
  }
}
