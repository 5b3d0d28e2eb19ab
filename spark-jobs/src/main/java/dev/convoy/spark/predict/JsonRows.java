package dev.convoy.spark.predict;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** Rows as JSON objects, one a line; what is missing is left out. */
final class JsonRows implements OutputFormat.RowWriter {
  private final JsonGenerator json;
  private final List<OutputColumn> columns;

  JsonRows(OutputStream out, List<OutputColumn> columns) throws IOException {
    this.json = new JsonFactory().createGenerator(out);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.setRootValueSeparator(null);
    this.columns = columns;
  }

  @Override
  public void write(List<Optional<?>> row) throws IOException {
    json.writeStartObject();
    for (int i = 0; i < columns.size(); i++) {
      if (row.get(i).isPresent()) {
        json.writeFieldName(columns.get(i).name());
        value(row.get(i).get());
      }
    }
    json.writeEndObject();
    json.writeRaw('\n');
  }

  private void value(Object value) throws IOException {
    if (value instanceof Integer number) {
      json.writeNumber(number);
    } else if (value instanceof Long number) {
      json.writeNumber(number);
    } else if (value instanceof float[] numbers) {
      json.writeStartArray();
      for (float number : numbers) {
        json.writeNumber(number);
      }
      json.writeEndArray();
    } else if (value instanceof int[] numbers) {
      json.writeArray(numbers, 0, numbers.length);
    } else {
      json.writeString((String) value);
    }
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
