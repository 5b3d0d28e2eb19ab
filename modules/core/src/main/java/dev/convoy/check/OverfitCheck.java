package dev.convoy.check;

import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.Kernels;
import dev.convoy.layer.Dropout;
import dev.convoy.loss.Loss;
import dev.convoy.model.Model;
import dev.convoy.model.Node;
import dev.convoy.model.ParameterLayout;
import dev.convoy.optim.Optimizer;
import dev.convoy.optim.ParameterUpdate;
import dev.convoy.optim.UpdateConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks that a model can overfit one small batch. A model that cannot memorize a few examples will
 * not learn many. Dropout is off, because the check is about the model's capacity; everything else
 * is as in training.
 *
 * @param model the model to check; it has one input and one output
 * @param loss the loss to minimize
 * @param optimizer the optimizer
 * @param steps maximum number of steps, at least 1
 * @param target the mean loss to get below, above 0
 */
public record OverfitCheck(Model model, Loss loss, Optimizer optimizer, int steps, double target) {
  /** Checks the numbers. */
  public OverfitCheck {
    if (steps < 1) {
      throw new IllegalArgumentException("steps " + steps + " must be at least 1");
    }
    if (!(target > 0 && target < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("loss-below " + target + " must be above 0 and finite");
    }
  }

  /**
   * Trains until the loss is below the target and every example is classified correctly, the loss
   * is no longer finite, or all steps are taken.
   *
   * @param batch the batch to overfit
   * @param parameters the initial parameters; overwritten
   */
  public OverfitReport run(
      ExampleBatch batch, float[] parameters, Kernels kernels, Algorithm algorithm) {
    BatchLoss function = new BatchLoss(withoutDropout(model), loss, batch, kernels, algorithm, 0);
    ParameterUpdate rule =
        new ParameterUpdate(UpdateConfig.of(optimizer), ParameterLayout.of(model));
    float[] state = new float[optimizer.stateSize(parameters.length)];
    List<Double> losses = new ArrayList<>();
    for (int step = 0; ; step++) {
      double now = function.loss(parameters);
      losses.add(now);
      double accuracy = function.accuracyOfLast();
      boolean learnt = now < target && accuracy == 1;
      if (learnt || step == steps || !Double.isFinite(now)) {
        return new OverfitReport(losses, accuracy, learnt);
      }
      float[] gradient = function.gradientOfLast(parameters);
      rule.apply(step + 1, optimizer.rate(), gradient, state, parameters);
    }
  }

  private static Model withoutDropout(Model model) {
    List<Node> nodes =
        model.nodes().stream()
            .map(
                node ->
                    node.layer() instanceof Dropout
                        ? new Node(node.name(), new Dropout(0), node.inputs(), node.parameters())
                        : node)
            .toList();
    return new Model(model.inputs(), nodes, model.outputs());
  }
}
