package dev.convoy.plan;

import dev.convoy.kernel.Kernels;
import dev.convoy.layer.Buffers;
import dev.convoy.layer.CompileContext;
import dev.convoy.layer.Operation;
import dev.convoy.model.Model;
import dev.convoy.model.Node;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.Slot;
import dev.convoy.tensor.Shape;
import dev.convoy.text.DidYouMean;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compiles a model and a request into a plan. It finds the needed nodes, compiles operations,
 * groups them into segments, computes the lifetime of every value, packs the values into arrays and
 * connects the steps.
 */
final class PlanCompiler {
  /** Maximum size of a block of examples in a segment: a part of a core's L2 cache. */
  private static final int BLOCK_FLOATS = 96 * 1024;

  /** Keeps the number of bytes in range, including scratch and packed parameters. */
  private static final long MOST_FLOATS = Long.MAX_VALUE / Float.BYTES / 2;

  private final Model model;
  private final Request request;
  private final int maxBatch;
  private final Kernels kernels;
  private final Map<String, List<Shape>> inputShapes;
  private final Map<String, List<Slot>> slots;

  /** The index of each node in the model. */
  private final Map<String, Integer> places = new HashMap<>();

  private final Map<String, Value> values = new LinkedHashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final List<Operation> operations = new ArrayList<>();
  private final Segmentation segments;
  private final Lifetimes lifetimes;
  private final long floatsPerExample;

  /** Plans everything except allocation and the connection of steps. */
  PlanCompiler(Model model, Request request, int maxBatch, Kernels kernels) {
    if (maxBatch < 1) {
      throw new IllegalArgumentException("batch-size " + maxBatch + " must be at least 1");
    }
    this.model = model;
    this.request = request;
    this.maxBatch = maxBatch;
    this.kernels = kernels;
    ParameterLayout layout = ParameterLayout.of(model);
    this.inputShapes = model.inputShapes();
    this.slots = layout.slots(model);
    model.nodes().forEach(node -> places.put(node.name(), places.size()));
    checkRequest(layout);
    findNeededNodes();
    findGradientCarriers();
    nodes.forEach(node -> operations.add(compileOperation(node)));
    segments = new Segmentation(operations);
    lifetimes = new Lifetimes(values, nodes, operations, segments);
    floatsPerExample = BufferPacker.pack(lifetimes.storages());
  }

  /** Allocates the buffers and connects the steps. */
  Plan compile() {
    BufferPacker.allocate(lifetimes.storages(), maxBatch);
    int[] blocks = blocks();
    float[] scratch = new float[scratchSize(blocks)];
    long[] keys = new long[maxBatch];
    long floats = floatsPerExample * maxBatch + scratch.length;
    List<List<Step>> steps = new ArrayList<>();
    for (int segment = 0; segment < segments.count(); segment++) {
      steps.add(new ArrayList<>());
    }
    for (int i = 0; i < nodes.size(); i++) {
      float[] packed = new float[operations.get(i).packedSize()];
      floats += packed.length;
      addSteps(i, packed, scratch, keys, steps);
    }
    return new Plan(maxBatch, segments(steps, blocks), ports(), keys, floats, describe(blocks));
  }

  /** Number of floats that the plan's buffers would hold; allocates none of them. */
  long bufferFloats() {
    long packed = operations.stream().mapToLong(Operation::packedSize).sum();
    if (floatsPerExample > MOST_FLOATS / maxBatch) {
      throw new IllegalArgumentException(
          "batch-size "
              + maxBatch
              + ": "
              + floatsPerExample
              + " numbers for each example are more than any memory holds");
    }
    return floatsPerExample * maxBatch + scratchSize(blocks()) + packed;
  }

  /** The steps that the plan would have; allocates none of its buffers. */
  List<StepDescription> describe() {
    return describe(blocks());
  }

  private void checkRequest(ParameterLayout layout) {
    Collection<String> names = model.shapes().keySet();
    for (String output : request.outputs()) {
      if (!names.contains(output)) {
        throw new IllegalArgumentException(
            "request: output '" + output + "' is unknown" + DidYouMean.suggestion(output, names));
      }
    }
    Set<String> parameters = layout.byName().keySet();
    for (String name : request.parameterGradients()) {
      if (!parameters.contains(name)) {
        throw new IllegalArgumentException("model has no parameter '" + name + "'");
      }
    }
    for (String input : request.inputGradients()) {
      if (model.inputs().stream().noneMatch(known -> known.name().equals(input))) {
        throw new IllegalArgumentException("request: model has no input '" + input + "'");
      }
    }
  }

  /** Walks back from the requested outputs. */
  private void findNeededNodes() {
    Map<String, Shape> shapes = model.shapes();
    Set<String> needed = new HashSet<>(request.outputs());
    for (int i = model.nodes().size() - 1; i >= 0; i--) {
      Node node = model.nodes().get(i);
      if (needed.contains(node.name())) {
        nodes.add(node);
        needed.addAll(node.inputs());
      }
    }
    Collections.reverse(nodes);
    model
        .inputs()
        .forEach(
            input -> values.put(input.name(), new Value(input.name(), input.shape().size(), -1)));
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      values.put(node.name(), new Value(node.name(), shapes.get(node.name()).size(), i));
      for (int input = 0; input < node.inputs().size(); input++) {
        values.get(node.inputs().get(input)).uses.add(new Value.Use(i, input));
      }
    }
    request.outputs().forEach(output -> values.get(output).requested = true);
  }

  /**
   * Finds the values that carry a gradient: those that depend on something whose gradient is
   * requested. Running statistics need no gradient, because the forward pass already computed their
   * batch statistics.
   */
  private void findGradientCarriers() {
    request.inputGradients().forEach(input -> values.get(input).carriesGradient = true);
    for (Node node : nodes) {
      boolean wanted =
          slots.get(node.name()).stream()
              .anyMatch(slot -> slot.spec().isTrained() && isWanted(slot));
      for (String input : node.inputs()) {
        wanted |= values.get(input).carriesGradient;
      }
      values.get(node.name()).carriesGradient = wanted;
    }
  }

  private boolean isWanted(Slot slot) {
    return request.parameterGradients().contains(slot.name());
  }

  private List<Boolean> inputGradients(Node node) {
    return node.inputs().stream().map(input -> values.get(input).carriesGradient).toList();
  }

  private Operation compileOperation(Node node) {
    return node.layer()
        .compile(
            new CompileContext(
                inputShapes.get(node.name()),
                kernels,
                request.algorithm(),
                request.training(),
                inputGradients(node),
                slots.get(node.name()).stream()
                    .map(slot -> new CompileContext.Parameter(slot.offset(), isWanted(slot)))
                    .toList(),
                places.get(node.name())));
  }

  private int scratchSize(int[] blocks) {
    int scratchSize = 0;
    for (int i = 0; i < operations.size(); i++) {
      Operation operation = operations.get(i);
      scratchSize = Math.max(scratchSize, operation.scratchSize(blocks[segments.of(i)]));
      if (operation.observer().isPresent()) {
        int block = blocks[segments.ofObserver(i)];
        int size = operation.observer().get().scratchSize(block);
        scratchSize = Math.max(scratchSize, size);
      }
    }
    return scratchSize;
  }

  /**
   * Adds an operation's steps. If the operation has an observer, the observer writes the input
   * gradients.
   */
  private void addSteps(
      int index, float[] packed, float[] scratch, long[] keys, List<List<Step>> steps) {
    Node node = nodes.get(index);
    Value output = values.get(node.name());
    int count = node.inputs().size();
    float[][] inputs = new float[count][];
    float[][] gradients = new float[count][];
    List<OperationStep.Addition> additions = new ArrayList<>();
    for (int i = count - 1; i >= 0; i--) {
      Value input = values.get(node.inputs().get(i));
      inputs[i] = input.activation.array;
      gradients[i] = input.gradient.array;
      Optional<Storage> spare = lifetimes.spare(new Value.Use(index, i));
      if (spare.isPresent()) {
        gradients[i] = spare.get().array;
        additions.add(new OperationStep.Addition(gradients[i], input.gradient.array, input.size));
      }
    }
    Buffers buffers =
        new Buffers(
            inputs,
            output.activation.array,
            gradients,
            output.gradient.array,
            packed,
            scratch,
            keys);
    Operation operation = operations.get(index);
    boolean backward = output.carriesGradient;
    Optional<Operation> observer = operation.observer();
    if (observer.isPresent()) {
      boolean wanted = inputGradients(node).contains(true);
      steps
          .get(segments.ofObserver(index))
          .add(new OperationStep(node.name(), observer.get(), buffers, wanted, additions));
    }
    List<OperationStep.Addition> own = observer.isPresent() ? List.of() : additions;
    steps
        .get(segments.of(index))
        .add(new OperationStep(node.name(), operation, buffers, backward, own));
  }

  private int[] blocks() {
    List<Integer> sizes = nodes.stream().map(node -> values.get(node.name()).size).toList();
    return segments.blocks(sizes, BLOCK_FLOATS, maxBatch);
  }

  private static List<Segment> segments(List<List<Step>> steps, int[] blocks) {
    List<Segment> segments = new ArrayList<>();
    for (int s = 0; s < blocks.length; s++) {
      segments.add(new Segment(List.copyOf(steps.get(s)), blocks[s]));
    }
    return List.copyOf(segments);
  }

  private Map<String, Plan.Ports> ports() {
    Map<String, Plan.Ports> ports = new HashMap<>();
    for (Value value : values.values()) {
      if (value.producer < 0 || value.requested) {
        ports.put(value.name, new Plan.Ports(value.activation.array, value.gradient.array));
      }
    }
    return ports;
  }

  private List<StepDescription> describe(int[] blocks) {
    List<StepDescription> lines = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      Value value = values.get(node.name());
      boolean parameters = slots.get(node.name()).stream().anyMatch(this::isWanted);
      boolean input = value.carriesGradient && inputGradients(node).contains(true);
      lines.add(
          new StepDescription(
              segments.of(i),
              blocks[segments.of(i)],
              node.name(),
              node.layer().summary(),
              operations.get(i).algorithm(),
              new StepDescription.Output(
                  value.activation.buffer,
                  (long) value.size * Float.BYTES,
                  lifetimes.worksInPlace(value)),
              new StepDescription.Gradients(parameters, input)));
    }
    return List.copyOf(lines);
  }
}
