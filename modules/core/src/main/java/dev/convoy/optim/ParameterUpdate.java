package dev.convoy.optim;

import dev.convoy.layer.ParameterSpec.Statistic;
import dev.convoy.layer.ParameterSpec.Weight;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.Slot;
import java.util.List;

/**
 * Applies one training step. {@link GradientTransforms} change the gradient, the optimizer updates
 * the trained parameters, and running statistics move towards those of the batch, which take their
 * place in the gradient vector. Frozen parameters keep their bits. Stateless.
 */
public final class ParameterUpdate {
  private final Optimizer optimizer;
  private final GradientTransforms penalties;
  private final List<ParameterRange> trained;
  private final List<Slot> statistics;

  /** Makes an update for parameters of this layout. */
  public ParameterUpdate(UpdateConfig optimization, ParameterLayout layout) {
    List<Slot> moved =
        layout.slots().stream()
            .filter(slot -> !optimization.frozen().contains(slot.name()))
            .toList();
    this.optimizer = optimization.optimizer();
    this.penalties = optimization.penalties();
    this.trained =
        moved.stream().filter(slot -> slot.spec().isTrained()).map(ParameterUpdate::range).toList();
    this.statistics = moved.stream().filter(slot -> !slot.spec().isTrained()).toList();
  }

  private static ParameterRange range(Slot slot) {
    return new ParameterRange(slot.offset(), slot.end(), slot.spec().role() instanceof Weight);
  }

  /**
   * Takes one step.
   *
   * @param step number of this step, from 1
   * @param rate learning rate of this step
   * @param gradient gradient of the mean loss, then statistics of the batch; overwritten with the
   *     transformed gradient
   * @param state the optimizer's state, read and overwritten
   * @param parameters read and overwritten
   */
  public void apply(long step, float rate, float[] gradient, float[] state, float[] parameters) {
    if (penalties.clips()) {
      clip(gradient);
    }
    for (int i = 0; i < trained.size(); i++) {
      ParameterRange range = trained.get(i);
      if (range.weights()) {
        penalties.add(parameters, gradient, range.from(), range.to());
      }
      optimizer.step(step, rate, gradient, state, parameters, range);
    }
    for (int i = 0; i < statistics.size(); i++) {
      Slot slot = statistics.get(i);
      follow(gradient, parameters, slot, ((Statistic) slot.spec().role()).momentum());
    }
  }

  /** Sums the squares of each slot in double, and these sums in the order of slots. */
  private void clip(float[] gradient) {
    double squares = 0;
    for (ParameterRange range : trained) {
      squares += Norms.squares(gradient, range.from(), range.to());
    }
    float scale = penalties.scale(Math.sqrt(squares));
    if (scale < 1) {
      for (ParameterRange range : trained) {
        for (int i = range.from(); i < range.to(); i++) {
          gradient[i] *= scale;
        }
      }
    }
  }

  private static void follow(float[] gradient, float[] parameters, Slot slot, float momentum) {
    for (int i = slot.offset(); i < slot.end(); i++) {
      parameters[i] = Math.fma(momentum, parameters[i], (1 - momentum) * gradient[i]);
    }
  }
}
