package dev.convoy.spark.predict;

import dev.convoy.hadoop.TableColumn;
import dev.convoy.hadoop.TableFileWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The form of the files that predictions are written to. */
public enum OutputFormat {
  /** Parquet, with arrays as lists. */
  PARQUET("parquet"),
  /** A JSON object a line. */
  JSON_LINES("jsonl"),
  /**
   * Comma-separated values (RFC 4180) with a header line; a column for each element of an array.
   */
  CSV("csv");

  private final String ending;

  OutputFormat(String ending) {
    this.ending = ending;
  }

  /**
   * The one that a name ends with.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static OutputFormat of(String out) {
    String name = out.replaceAll("/+$", "");
    return Arrays.stream(values())
        .filter(format -> name.endsWith("." + format.ending))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "out '"
                        + out
                        + "' must end with "
                        + Arrays.stream(values())
                            .map(format -> "." + format.ending)
                            .collect(Collectors.joining(", "))));
  }

  /** The end of file names. */
  String ending() {
    return ending;
  }

  /** Writes rows. */
  interface RowWriter extends AutoCloseable {
    void write(List<Optional<?>> row) throws IOException;

    @Override
    void close() throws IOException;
  }

  /**
   * Starts a file.
   *
   * @param out stays open
   * @param columns in order; of an array also its elements' names
   */
  RowWriter writer(OutputStream out, List<OutputColumn> columns) throws IOException {
    return switch (this) {
      case PARQUET -> parquet(out, columns);
      case JSON_LINES -> new JsonRows(out, columns);
      case CSV -> new CsvRows(out, columns);
    };
  }

  private static RowWriter parquet(OutputStream out, List<OutputColumn> columns)
      throws IOException {
    List<TableColumn> plain = columns.stream().map(OutputColumn::column).toList();
    TableFileWriter writer = new TableFileWriter(out, plain);
    return new RowWriter() {
      @Override
      public void write(List<Optional<?>> row) throws IOException {
        writer.write(row);
      }

      @Override
      public void close() throws IOException {
        writer.close();
      }
    };
  }
}
