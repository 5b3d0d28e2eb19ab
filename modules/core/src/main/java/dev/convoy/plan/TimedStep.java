package dev.convoy.plan;

/** A step that measures its own time. */
record TimedStep(Step step, StepTimes.BestEpochTracker tracker) implements Step {
  @Override
  public String name() {
    return step.name();
  }

  @Override
  public boolean runsBackward() {
    return step.runsBackward();
  }

  @Override
  public void prepare(float[] parameters) {
    long start = System.nanoTime();
    step.prepare(parameters);
    tracker.forward += System.nanoTime() - start;
  }

  @Override
  public void forward(float[] parameters, int first, int count) {
    long start = System.nanoTime();
    step.forward(parameters, first, count);
    tracker.forward += System.nanoTime() - start;
  }

  @Override
  public void backward(float[] parameters, float[] gradient, int first, int count) {
    long start = System.nanoTime();
    step.backward(parameters, gradient, first, count);
    tracker.backward += System.nanoTime() - start;
  }

  @Override
  public void finishBackward(float[] gradient) {
    long start = System.nanoTime();
    step.finishBackward(gradient);
    tracker.backward += System.nanoTime() - start;
  }
}
