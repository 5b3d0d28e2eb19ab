package dev.convoy.plan;

import dev.convoy.kernel.Kernels;
import dev.convoy.model.Model;
import java.util.List;
import java.util.Map;

/**
 * A model compiled for a request: a sequence of operations on buffers that the plan owns. It
 * allocates nothing after compilation. Not thread-safe.
 *
 * <p>Use: fill {@link #input} (and {@link #exampleKeys} if the model has dropout), call {@link
 * #forward}, read {@link #output}; for gradients fill {@link #outputGradient} of every output, then
 * call {@link #backward}. Parameter gradients are sums over the examples in the batch, for the
 * given output gradients.
 */
public final class Plan {
  private final int maxBatch;
  private final List<Segment> segments;
  private final Map<String, Ports> ports;
  private final long[] exampleKeys;
  private final long bufferFloats;
  private final List<StepDescription> description;

  /** The arrays of a value that callers can access; empty where not requested. */
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
   * @param request the outputs and gradients to compute; nothing else is planned
   * @param maxBatch maximum number of examples in a call, at least 1
   * @param kernels the kernels to compute with
   */
  public static Plan compile(Model model, Request request, int maxBatch, Kernels kernels) {
    return new PlanCompiler(model, request, maxBatch, kernels).compile();
  }

  /**
   * The {@link #memoryBytes} that a plan would have, without allocating them. Arguments are those
   * of {@link #compile}.
   */
  public static long memoryBytes(Model model, Request request, int maxBatch, Kernels kernels) {
    return new PlanCompiler(model, request, maxBatch, kernels).bufferFloats() * Float.BYTES;
  }

  /** The {@link #description} that a plan would have, without allocating its buffers. */
  public static List<StepDescription> describe(
      Model model, Request request, int maxBatch, Kernels kernels) {
    return new PlanCompiler(model, request, maxBatch, kernels).describe();
  }

  /** Returns a plan on the same buffers that also adds the time of each step to {@code times}. */
  public Plan timed(StepTimes times) {
    List<Segment> timed = segments.stream().map(segment -> segment.timed(times)).toList();
    return new Plan(maxBatch, timed, ports, exampleKeys, bufferFloats, description);
  }

  /**
   * The buffer of an input, {@code [example][height][width][channel]}; fill it before {@link
   * #forward}.
   */
  public float[] input(String name) {
    return port(name).activation();
  }

  /**
   * The random keys, one for each example; fill them before {@link #forward} if the model uses
   * randomness.
   */
  public long[] exampleKeys() {
    return exampleKeys;
  }

  /** The buffer of a requested output, written by the forward pass. */
  public float[] output(String name) {
    return port(name).activation();
  }

  /**
   * The buffer of an output's gradient. Fill it for every output before {@link #backward}, which
   * overwrites it.
   */
  public float[] outputGradient(String name) {
    return port(name).gradient();
  }

  /** The buffer of a requested input gradient, written by the backward pass. */
  public float[] inputGradient(String name) {
    return port(name).gradient();
  }

  /** Runs the forward pass on the first {@code examples} examples of the inputs. */
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
   * Runs the backward pass and adds the requested parameter gradients to {@code gradient}. Call
   * {@link #forward} first.
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

  /** The steps of the plan, in order. */
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
