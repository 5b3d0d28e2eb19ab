package dev.convoy.plan;

import dev.convoy.kernel.Kernels;
import dev.convoy.model.Model;
import java.util.List;
import java.util.Map;

/**
 * A model compiled for a request: straight-line work on buffers that the plan owns. Nothing is
 * allocated once it is compiled. A plan serves one thread.
 *
 * <p>Use: fill {@link #input} (and {@link #exampleKeys} if the model drops out), call {@link
 * #forward}, read {@link #output}; for gradients fill {@link #outputGradient} of every output, then
 * call {@link #backward}. The gradients of parameters are sums over the examples of what was filled
 * in.
 */
public final class Plan {
  private final int maxBatch;
  private final List<Segment> segments;
  private final Map<String, Ports> ports;
  private final long[] exampleKeys;
  private final long bufferFloats;
  private final List<StepDescription> description;

  /** The arrays of one value that are visible from outside; empty where nothing was requested. */
  record Ports(float[] activation, float[] gradient) {}

  Plan(
      int maxBatch,
      List<Segment> segments,
      Map<String, Ports> ports,
      long[] exampleKeys,
      long bufferFloats,
      List<StepDescription> description) {
    this.maxBatch = maxBatch;
    this.segments = segments;
    this.ports = ports;
    this.exampleKeys = exampleKeys;
    this.bufferFloats = bufferFloats;
    this.description = description;
  }

  /**
   * Compiles a model.
   *
   * @param model the model
   * @param request what is wanted; what serves no request is not planned
   * @param maxBatch the largest number of examples of a call, at least 1
   * @param kernels the arithmetic
   */
  public static Plan compile(Model model, Request request, int maxBatch, Kernels kernels) {
    return new PlanCompiler(model, request, maxBatch, kernels).compile();
  }

  /**
   * The {@link #memoryBytes} that a plan would have, without allocating them; arguments as of
   * {@link #compile}.
   */
  public static long memoryBytes(Model model, Request request, int maxBatch, Kernels kernels) {
    return new PlanCompiler(model, request, maxBatch, kernels).bufferFloats() * Float.BYTES;
  }

  /** The {@link #description} that a plan would have, without allocating its buffers. */
  public static List<StepDescription> describe(
      Model model, Request request, int maxBatch, Kernels kernels) {
    return new PlanCompiler(model, request, maxBatch, kernels).describe();
  }

  /** This plan on the same buffers, which also adds the time of each step to {@code times}. */
  public Plan timed(StepTimes times) {
    List<Segment> timed = segments.stream().map(segment -> segment.timed(times)).toList();
    return new Plan(maxBatch, timed, ports, exampleKeys, bufferFloats, description);
  }

  /** To be filled before {@link #forward}: {@code [example][height][width][channel]}. */
  public float[] input(String name) {
    return port(name).activation();
  }

  /** To be filled before {@link #forward} if the model uses randomness: a key for each example. */
  public long[] exampleKeys() {
    return exampleKeys;
  }

  /** What the forward pass left for a requested output. */
  public float[] output(String name) {
    return port(name).activation();
  }

  /** To be filled before {@link #backward}, for every output; its contents are lost in the pass. */
  public float[] outputGradient(String name) {
    return port(name).gradient();
  }

  /** What the backward pass left for a requested model input. */
  public float[] inputGradient(String name) {
    return port(name).gradient();
  }

  /** Runs the model over the first {@code examples} of the inputs. */
  public void forward(float[] parameters, int examples) {
    checkBatch(examples);
    for (int i = 0; i < segments.size(); i++) {
      segments.get(i).prepare(parameters);
    }
    for (int i = 0; i < segments.size(); i++) {
      segments.get(i).forward(parameters, examples);
    }
  }

  /**
   * Adds the requested gradients of the parameters to {@code gradient}; follows {@link #forward}.
   */
  public void backward(float[] parameters, float[] gradient, int examples) {
    checkBatch(examples);
    for (int i = segments.size() - 1; i >= 0; i--) {
      segments.get(i).backward(parameters, gradient, examples);
    }
  }

  /** Number of bytes that the buffers occupy. */
  public long memoryBytes() {
    return bufferFloats * Float.BYTES;
  }

  /** What the plan does, step by step. */
  public List<StepDescription> description() {
    return description;
  }

  private void checkBatch(int examples) {
    if (examples < 1 || examples > maxBatch) {
      throw new IllegalArgumentException(
          "a batch of " + examples + " examples; this plan takes 1 to " + maxBatch);
    }
  }

  private Ports port(String name) {
    Ports found = ports.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "this plan has no input or requested output '" + name + "'");
    }
    return found;
  }
}
