package dev.convoy.spark.predict;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rows as comma-separated values; what is missing is empty. */
final class CsvRows implements OutputFormat.RowWriter {
  private final Writer out;
  private final List<OutputColumn> columns;

  CsvRows(OutputStream out, List<OutputColumn> columns) throws IOException {
    this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    this.columns = columns;
    List<String> names = new ArrayList<>();
    for (OutputColumn column : columns) {
      if (column.elements().isEmpty()) {
        names.add(column.name());
      } else {
        names.addAll(column.elements());
      }
    }
    line(names);
  }

  @Override
  public void write(List<Optional<?>> row) throws IOException {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      Optional<?> value = row.get(i);
      int elements = columns.get(i).elements().size();
      if (elements == 0) {
        fields.add(value.map(Object::toString).orElse(""));
      }
      for (int j = 0; j < elements; j++) {
        fields.add(value.isPresent() ? element(value.get(), j) : "");
      }
    }
    line(fields);
  }

  private static String element(Object array, int index) {
    return array instanceof float[] numbers
        ? Float.toString(numbers[index])
        : Integer.toString(((int[]) array)[index]);
  }

  private void line(List<String> fields) throws IOException {
    for (int i = 0; i < fields.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      out.write(quoted(fields.get(i)));
    }
    out.write("\r\n");
  }

  private static String quoted(String field) {
    boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }

  /** The stream below stays open. */
  @Override
  public void close() throws IOException {
    out.flush();
  }
}
