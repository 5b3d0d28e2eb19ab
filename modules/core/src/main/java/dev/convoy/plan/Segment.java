package dev.convoy.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive steps that process one block of examples before the next, so that activations are
 * still in the cache when the next step reads them.
 *
 * @param steps the steps in forward order
 * @param block number of examples in a block
 */
record Segment(List<Step> steps, int block) {
  void prepare(float[] parameters) {
    for (int i = 0; i < steps.size(); i++) {
      steps.get(i).prepare(parameters);
    }
  }

  void forward(float[] parameters, int examples) {
    for (int first = 0; first < examples; first += block) {
      int count = Math.min(block, examples - first);
      for (int i = 0; i < steps.size(); i++) {
        steps.get(i).forward(parameters, first, count);
      }
    }
  }

  void backward(float[] parameters, float[] gradient, int examples) {
    for (int first = 0; first < examples; first += block) {
      int count = Math.min(block, examples - first);
      for (int i = steps.size() - 1; i >= 0; i--) {
        if (steps.get(i).runsBackward()) {
          steps.get(i).backward(parameters, gradient, first, count);
        }
      }
    }
    for (int i = steps.size() - 1; i >= 0; i--) {
      steps.get(i).finishBackward(gradient);
    }
  }

  /** Returns a copy whose steps measure their time. */
  Segment timed(StepTimes times) {
    List<Step> timed = new ArrayList<>();
    steps.forEach(step -> timed.add(new TimedStep(step, times.tracker(step.name()))));
    return new Segment(List.copyOf(timed), block);
  }
}
