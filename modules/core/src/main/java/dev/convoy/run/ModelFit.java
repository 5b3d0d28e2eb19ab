package dev.convoy.run;

import dev.convoy.data.DataSource;
import dev.convoy.data.DataSummary;
import dev.convoy.layer.Softmax;
import dev.convoy.loss.Loss;
import dev.convoy.loss.SoftmaxCrossEntropy;
import dev.convoy.model.Model;
import dev.convoy.tensor.Shape;
import java.util.List;

/** Checks that a model, a loss and data fit together. */
public final class ModelFit {
  private ModelFit() {}

  /**
   * Checks that the model, the loss and the data fit together.
   *
   * @throws IllegalArgumentException in one line that names the data or the model
   */
  public static void require(Model model, Loss loss, DataSummary data) {
    requireImages(model, data);
    Shape output = model.shapes().get(model.onlyOutput());
    if (output.positions() != 1) {
      throw new IllegalArgumentException(
          "model: output '"
              + model.onlyOutput()
              + "' is "
              + output
              + ", a classifier's must be 1×1×classes");
    }
    if (data.classes() > output.channels()) {
      throw new IllegalArgumentException(
          data.name()
              + ": has label "
              + (data.classes() - 1)
              + ", the model's "
              + output.channels()
              + " classes are 0 to "
              + (output.channels() - 1));
    }
    requireLogits(model, loss);
  }

  /**
   * Checks that images have the size of the model's input.
   *
   * @throws IllegalArgumentException in one line that names the data
   */
  public static void requireImages(Model model, DataSummary data) {
    Shape input = model.onlyInput().shape();
    if (!fits(input, data.shape())) {
      throw new IllegalArgumentException(
          data.name() + ": images are " + data.shape() + ", the model's input is " + input);
    }
  }

  /**
   * Checks that labels mean the same classes, where both sides know their names.
   *
   * @param names of the model's classes; empty if they are unknown
   * @throws IllegalArgumentException in one line that names the data and the first difference
   */
  public static void requireSameClasses(List<String> names, DataSource data) {
    List<String> others = data.classNames();
    if (names.isEmpty() || others.isEmpty() || names.equals(others)) {
      return;
    }
    int most = Math.min(names.size(), others.size());
    int first = 0;
    while (first < most && names.get(first).equals(others.get(first))) {
      first++;
    }
    throw new IllegalArgumentException(
        data.summary().name()
            + ": class "
            + first
            + " is "
            + name(others, first)
            + ", must be "
            + name(names, first)
            + " as in training");
  }

  private static String name(List<String> names, int label) {
    return label < names.size() ? "'" + names.get(label) + "'" : "none";
  }

  /**
   * Whether the model reads images of this shape; images of height 1 also fit one-dimensional
   * input.
   */
  private static boolean fits(Shape input, Shape image) {
    List<Integer> sizes = image.sizes();
    int missing = sizes.size() - input.sizes().size();
    return missing >= 0
        && sizes.subList(missing, sizes.size()).equals(input.sizes())
        && sizes.subList(0, missing).stream().allMatch(size -> size == 1);
  }

  private static void requireLogits(Model model, Loss loss) {
    boolean endsWithSoftmax =
        model.nodes().stream()
            .anyMatch(
                node -> node.name().equals(model.onlyOutput()) && node.layer() instanceof Softmax);
    if (endsWithSoftmax && loss instanceof SoftmaxCrossEntropy) {
      throw new IllegalArgumentException(
          "model: ends with softmax, but the loss "
              + loss.name()
              + " takes logits; remove the layer '"
              + model.onlyOutput()
              + "'");
    }
  }
}
