package dev.convoy.spark.predict;

import dev.convoy.hadoop.TableColumn;
import dev.convoy.predict.Predictor;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The columns of predictions and how rows are made. Names are those of Spark ML: {@code label},
 * {@code prediction}, {@code probability} or {@code rawPrediction}, {@code features}.
 *
 * @param settings what is written
 * @param classNames names of the classes; empty if they have none
 * @param size number of values of an image
 * @param hasPaths whether images have paths
 * @param ofProbabilities whether values are class probabilities
 */
record PredictionTable(
    PredictionSettings settings,
    List<String> classNames,
    int size,
    boolean hasPaths,
    boolean ofProbabilities)
    implements Serializable {
  static PredictionTable of(Predictor predictor, PredictionSettings settings, boolean hasPaths) {
    if (settings.top() > predictor.outputSize()) {
      throw new IllegalArgumentException(
          "top "
              + settings.top()
              + " must be at most "
              + predictor.outputSize()
              + ", the number of classes");
    }
    return new PredictionTable(
        settings,
        predictor.classNames(),
        predictor.outputSize(),
        hasPaths,
        predictor.isOfProbabilities());
  }

  boolean isOfClasses() {
    return settings.layer().isEmpty();
  }

  List<OutputColumn> columns() {
    List<OutputColumn> columns = new ArrayList<>();
    if (hasPaths) {
      columns.add(new OutputColumn("path", TableColumn.Type.TEXT));
    }
    columns.add(new OutputColumn("id", hasPaths ? TableColumn.Type.TEXT : TableColumn.Type.LONG));
    columns.add(new OutputColumn("label", TableColumn.Type.INT));
    if (!isOfClasses()) {
      columns.add(floats("features", numbered("features", size)));
    } else {
      columns.add(new OutputColumn("prediction", TableColumn.Type.INT));
      if (!classNames.isEmpty()) {
        columns.add(new OutputColumn("predictedLabel", TableColumn.Type.TEXT));
      }
      String values = ofProbabilities ? "probability" : "rawPrediction";
      if (settings.top() > 0) {
        columns.add(
            new OutputColumn(
                new TableColumn("topClasses", TableColumn.Type.INTS),
                numbered("topClasses", settings.top())));
        String top = ofProbabilities ? "topProbabilities" : "topRawPredictions";
        columns.add(floats(top, numbered(top, settings.top())));
      } else {
        columns.add(floats(values, ofClasses(values)));
      }
    }
    if (hasPaths) {
      columns.add(new OutputColumn("error", TableColumn.Type.TEXT));
    }
    return columns;
  }

  private static OutputColumn floats(String name, List<String> elements) {
    return new OutputColumn(new TableColumn(name, TableColumn.Type.FLOATS), elements);
  }

  private static List<String> numbered(String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> name + "_" + i).collect(Collectors.toList());
  }

  private List<String> ofClasses(String name) {
    return IntStream.range(0, size)
        .mapToObj(i -> name + "_" + (i < classNames.size() ? classNames.get(i) : i))
        .collect(Collectors.toList());
  }

  /**
   * A row.
   *
   * @param outputs the model's outputs, or the values of the layer; empty if the image is bad
   * @param values what is written of them; likewise
   */
  List<Optional<?>> row(InputImage image, Optional<float[]> outputs, Optional<float[]> values) {
    List<Optional<?>> row = new ArrayList<>();
    if (hasPaths) {
      row.add(image.path());
      row.add(image.id());
    } else {
      row.add(image.id().map(Long::valueOf));
    }
    row.add(image.label() < 0 ? Optional.empty() : Optional.of(image.label()));
    if (!isOfClasses()) {
      row.add(values);
    } else {
      Optional<Integer> prediction = outputs.map(PredictionTable::largest);
      row.add(prediction);
      if (!classNames.isEmpty()) {
        row.add(prediction.filter(c -> c < classNames.size()).map(classNames::get));
      }
      if (settings.top() > 0) {
        Optional<int[]> top = outputs.map(found -> TopClasses.of(found, settings.top()));
        row.add(top);
        row.add(top.map(classes -> TopClasses.values(values.orElseThrow(), classes)));
      } else {
        row.add(values);
      }
    }
    if (hasPaths) {
      row.add(image.isBad() ? Optional.of(image.error()) : Optional.empty());
    }
    return row;
  }

  /** The first class with the largest output, as an evaluation counts it. */
  private static int largest(float[] outputs) {
    return TopClasses.of(outputs, 1)[0];
  }
}
