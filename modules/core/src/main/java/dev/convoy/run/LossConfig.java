package dev.convoy.run;

import dev.convoy.data.ClassCounts;
import dev.convoy.data.DataSource;
import dev.convoy.files.Storage;
import dev.convoy.loss.ClassWeights;
import dev.convoy.loss.Loss;
import java.io.IOException;

/**
 * The loss that a run minimizes.
 *
 * @param name {@code softmaxCrossEntropy} or {@code meanSquaredError}
 * @param labelSmoothing share of each target that is spread over all classes, from 0 to below 1
 * @param classWeights {@code none}, {@code balanced}, or a number for each class, separated by
 *     commas
 */
public record LossConfig(String name, float labelSmoothing, String classWeights) {
  /** Cross-entropy of softmax, unweighted. */
  public static final LossConfig STANDARD = new LossConfig("softmaxCrossEntropy", 0, "none");

  /** The loss for these data; counts their labels if classes have weights. */
  Loss loss(DataSource training, long seed, Storage storage) throws IOException {
    ClassWeights weights =
        ClassWeights.isNone(classWeights)
            ? ClassWeights.NONE
            : ClassWeights.parse(classWeights, ClassCounts.of(training, seed, storage));
    return Loss.named(name).with(labelSmoothing, weights);
  }
}
