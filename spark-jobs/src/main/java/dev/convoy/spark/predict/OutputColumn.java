package dev.convoy.spark.predict;

import dev.convoy.hadoop.TableColumn;
import java.io.Serializable;
import java.util.List;

/**
 * A column of predictions.
 *
 * @param column its name and type
 * @param elements what the elements of an array are called in a form without arrays
 */
record OutputColumn(TableColumn column, List<String> elements) implements Serializable {
  OutputColumn(String name, TableColumn.Type type) {
    this(new TableColumn(name, type), List.of());
  }

  String name() {
    return column.name();
  }
}
