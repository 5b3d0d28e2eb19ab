package dev.convoy.data;

import java.io.IOException;
import java.util.function.Predicate;

/**
 * A format of the module for Hadoop, while that is not on the class path.
 *
 * @param name of the format
 * @param needs what its folders hold
 * @param file whether a file of this name shows that it is this format
 */
record AbsentFormat(String name, String needs, Predicate<String> file) implements DataFormat {
  static final DataFormat PACKED =
      new AbsentFormat("packed", "what 'convoy pack' writes", "manifest.json"::equals);
  static final DataFormat PARQUET =
      new AbsentFormat("parquet", "*.parquet", name -> name.endsWith(".parquet"));

  @Override
  public boolean recognizes(DataLocation location) throws IOException {
    return file.test(location.path().name()) || location.files().stream().anyMatch(file);
  }

  @Override
  public DataSource training(DataLocation location) throws IOException {
    throw new IOException(
        "'"
            + location.name()
            + "': is Parquet; add the artifact dev.convoy:convoy-hadoop to the class path");
  }
}
