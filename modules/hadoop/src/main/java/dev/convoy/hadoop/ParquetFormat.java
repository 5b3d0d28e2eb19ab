package dev.convoy.hadoop;

import dev.convoy.data.DataFormat;
import dev.convoy.data.DataLocation;
import dev.convoy.data.DataSource;
import dev.convoy.files.FilePath;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Parquet files that anybody wrote: one of them, or those of a folder. */
public final class ParquetFormat implements DataFormat {
  @Override
  public String name() {
    return "parquet";
  }

  @Override
  public String needs() {
    return "*.parquet";
  }

  @Override
  public boolean recognizes(DataLocation location) throws IOException {
    return location.exists() && !files(location).isEmpty();
  }

  private static List<FilePath> files(DataLocation location) throws IOException {
    if (!location.isFolder()) {
      FilePath file = location.path();
      return isParquet(file.name()) ? List.of(location.storage().absolute(file)) : List.of();
    }
    List<FilePath> files = new ArrayList<>();
    for (String name : location.files()) {
      if (isParquet(name)) {
        files.add(location.file(name));
      }
    }
    return files;
  }

  /** Whether a file counts as one; names that start with a dot or underscore are others' marks. */
  static boolean isParquet(String name) {
    return name.endsWith(".parquet") && !name.startsWith(".") && !name.startsWith("_");
  }

  @Override
  public DataSource training(DataLocation location) throws IOException {
    List<FilePath> files = files(location);
    if (files.isEmpty()) {
      throw new FileNotFoundException("'" + location.name() + "': needs " + needs());
    }
    return ParquetSource.open(location.name(), files, location.storage());
  }
}
