package dev.convoy.simd;

import dev.convoy.kernel.Axis;
import dev.convoy.kernel.Convolution;
import dev.convoy.kernel.Pass;
import dev.convoy.kernel.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Convolution in groups: for each group its channels are copied out, convolved as one convolution,
 * and copied back. The copies cost little where a group has many channels.
 */
final class SimdGroups implements Convolution {
  private final int groups;
  private final int inputs;
  private final int outputs;
  private final int rows;
  private final int groupInputs;
  private final int groupOutputs;
  private final List<Correlation> forward = new ArrayList<>();
  private final List<Correlation> phases = new ArrayList<>();
  private final List<WeightGradient> weightGradients = new ArrayList<>();
  private final int forwardSize;
  private final int groupSize;

  SimdGroups(Window window, int inputChannels, int outputChannels, int groups, Set<Pass> passes) {
    this.groups = groups;
    this.inputs = window.inputs();
    this.outputs = window.outputs();
    this.groupInputs = inputChannels / groups;
    this.groupOutputs = outputChannels / groups;
    this.rows = window.taps() * groupInputs;
    List<Axis> axes = new ArrayList<>(window.axes());
    while (axes.size() < 3) {
      axes.add(0, new Axis(1, 1, 1, 1, 0, 0));
    }
    Window volume = new Window(axes);
    if (passes.contains(Pass.FORWARD)) {
      forward.add(new Correlation(Geometry.forward(volume, groupInputs, groupOutputs), false));
    }
    if (passes.contains(Pass.INPUT_GRADIENT)) {
      for (Geometry phase : Geometry.gradient(volume, groupInputs, groupOutputs)) {
        phases.add(new Correlation(phase, true));
      }
    }
    if (passes.contains(Pass.WEIGHT_GRADIENT)) {
      weightGradients.add(WeightGradient.of(volume, groupInputs, groupOutputs));
    }
    this.forwardSize = forward.stream().mapToInt(Correlation::packedSize).sum();
    this.groupSize = forwardSize + phases.stream().mapToInt(Correlation::packedSize).sum();
  }

  /** The groups in a row, then the weights of one group as they are before they are packed. */
  @Override
  public int packedSize() {
    return Math.addExact(Math.multiplyExact(groups, groupSize), rows * groupOutputs);
  }

  @Override
  public int scratchSize(int examples) {
    return innerScratch(examples)
        + examples * (inputs * groupInputs + outputs * groupOutputs)
        + (weightGradients.isEmpty() ? 0 : rows * groupOutputs);
  }

  /** Floats that the convolution of a group may overwrite. */
  private int innerScratch(int examples) {
    int size = 0;
    for (Correlation correlation : forward) {
      size = Math.max(size, correlation.scratchSize());
    }
    for (Correlation phase : phases) {
      size = Math.max(size, phase.scratchSize());
    }
    for (WeightGradient gradient : weightGradients) {
      size = Math.max(size, gradient.scratchSize(examples));
    }
    return size;
  }

  @Override
  public void prepare(float[] weights, int weightsAt, float[] packed) {
    int copy = groups * groupSize;
    int at = 0;
    for (int group = 0; group < groups; group++) {
      gather(group, rows, groupOutputs, weights, weightsAt, packed, copy);
      for (int i = 0; i < forward.size(); i++) {
        forward.get(i).prepare(packed, copy, packed, at);
        at += forward.get(i).packedSize();
      }
      for (int i = 0; i < phases.size(); i++) {
        phases.get(i).prepare(packed, copy, packed, at);
        at += phases.get(i).packedSize();
      }
    }
  }

  @Override
  public void forward(
      int examples, float[] packed, float[] x, int xAt, float[] y, int yAt, float[] scratch) {
    int from = innerScratch(examples);
    int to = from + examples * inputs * groupInputs;
    for (int group = 0; group < groups; group++) {
      gather(group, examples * inputs, groupInputs, x, xAt, scratch, from);
      gather(group, examples * outputs, groupOutputs, y, yAt, scratch, to);
      int at = group * groupSize;
      forward.get(0).add(examples, packed, at, scratch, from, scratch, to, scratch);
      scatter(group, examples * outputs, groupOutputs, scratch, to, y, yAt);
    }
  }

  @Override
  public void inputGradient(
      int examples, float[] packed, float[] dy, int dyAt, float[] dx, int dxAt, float[] scratch) {
    int from = innerScratch(examples);
    int to = from + examples * outputs * groupOutputs;
    for (int group = 0; group < groups; group++) {
      gather(group, examples * outputs, groupOutputs, dy, dyAt, scratch, from);
      gather(group, examples * inputs, groupInputs, dx, dxAt, scratch, to);
      int at = group * groupSize + forwardSize;
      for (int i = 0; i < phases.size(); i++) {
        phases.get(i).add(examples, packed, at, scratch, from, scratch, to, scratch);
        at += phases.get(i).packedSize();
      }
      scatter(group, examples * inputs, groupInputs, scratch, to, dx, dxAt);
    }
  }

  @Override
  public void weightGradient(
      int examples,
      float[] x,
      int xAt,
      float[] dy,
      int dyAt,
      float[] dw,
      int dwAt,
      float[] scratch) {
    int from = innerScratch(examples);
    int gradient = from + examples * inputs * groupInputs;
    int to = gradient + examples * outputs * groupOutputs;
    for (int group = 0; group < groups; group++) {
      gather(group, examples * inputs, groupInputs, x, xAt, scratch, from);
      gather(group, examples * outputs, groupOutputs, dy, dyAt, scratch, gradient);
      gather(group, rows, groupOutputs, dw, dwAt, scratch, to);
      weightGradients.get(0).add(examples, scratch, from, scratch, gradient, scratch, to, scratch);
      scatter(group, rows, groupOutputs, scratch, to, dw, dwAt);
    }
  }

  /** Copies the channels of a group out of rows of all channels. */
  private void gather(
      int group, int count, int channels, float[] all, int allAt, float[] part, int partAt) {
    Columns.copy(
        count, channels, all, allAt + group * channels, groups * channels, part, partAt, channels);
  }

  /** Copies the channels of a group back into rows of all channels. */
  private void scatter(
      int group, int count, int channels, float[] part, int partAt, float[] all, int allAt) {
    Columns.copy(
        count, channels, part, partAt, channels, all, allAt + group * channels, groups * channels);
  }

  @Override
  public String algorithm() {
    return groups + " groups, each direct " + PanelProduct.describe(groupOutputs);
  }
}
