package dev.convoy.plan;

import dev.convoy.layer.Operation;
import dev.convoy.model.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Computes the lifetimes of a plan's values: gives every activation and gradient a storage that is
 * live over a range of segments. Where a layer works in place, its output shares the storage of its
 * input. A consumer whose gradient is added to that of other consumers first writes it to a spare
 * storage.
 */
final class Lifetimes {
  private final Map<String, Value> values;
  private final List<Node> nodes;
  private final List<Operation> operations;
  private final Segmentation segments;
  private final List<Storage> storages = new ArrayList<>();
  private final Map<Value.Use, Storage> spares = new HashMap<>();

  /**
   * Computes the lifetimes.
   *
   * @param values values in the order of the model; their storages are set
   * @param nodes the planned nodes
   * @param operations the operations of the nodes
   * @param segments the segments of the operations
   */
  Lifetimes(
      Map<String, Value> values,
      List<Node> nodes,
      List<Operation> operations,
      Segmentation segments) {
    this.values = values;
    this.nodes = nodes;
    this.operations = operations;
    this.segments = segments;
    giveActivationsStorage();
    giveGradientsStorage();
    giveSparesStorage();
  }

  /** All storages, each once. */
  List<Storage> storages() {
    return List.copyOf(storages);
  }

  /**
   * The spare storage for a use's gradient, which is then added to that of other uses; empty if the
   * use needs none.
   */
  Optional<Storage> spare(Value.Use use) {
    return Optional.ofNullable(spares.get(use));
  }

  /**
   * Whether a value may overwrite its producer's first input. It may if nothing else needs that
   * input: it has no other use, is not requested, and its own producer does not read it in the
   * backward pass.
   */
  boolean worksInPlace(Value value) {
    if (value.producer < 0 || !operations.get(value.producer).inPlace()) {
      return false;
    }
    Value input = inputOf(value);
    boolean readBackward =
        input.producer >= 0
            && runsBackward(input.producer)
            && operations.get(input.producer).backwardReadsOutput();
    return input.producer >= 0 && input.uses.size() == 1 && !input.requested && !readBackward;
  }

  private void giveActivationsStorage() {
    for (Value value : values.values()) {
      value.activation = worksInPlace(value) ? inputOf(value).activation : newStorage(value.size);
      value.activation.use(segments.forwardTime(value.producer));
      if (value.producer >= 0 && runsBackward(value.producer)) {
        if (operations.get(value.producer).backwardReadsOutput()) {
          value.activation.use(segments.backwardTime(value.producer));
        }
      }
      for (Value.Use use : value.uses) {
        value.activation.use(segments.forwardTime(use.node()));
        if (runsBackward(use.node()) && operations.get(use.node()).backwardReadsInput()) {
          value.activation.use(segments.backwardTime(use.node()));
        }
      }
      if (value.requested) {
        value.activation.use(segments.lastTime());
      }
    }
  }

  private Value inputOf(Value value) {
    return values.get(nodes.get(value.producer).inputs().get(0));
  }

  private boolean runsBackward(int node) {
    return values.get(nodes.get(node).name()).carriesGradient;
  }

  /**
   * Assigns gradients: each lives from the backward pass of the first consumer to run to that of
   * the producer.
   */
  private void giveGradientsStorage() {
    List<Value> backward = new ArrayList<>(values.values());
    Collections.reverse(backward);
    for (Value value : backward) {
      if (!value.carriesGradient) {
        value.gradient = Storage.NONE;
        continue;
      }
      boolean shared = value.uses.size() == 1 && !value.requested && overwritten(value.uses.get(0));
      value.gradient = shared ? consumer(value).gradient : newStorage(value.size);
      value.gradient.use(segments.backwardTime(value.producer));
      for (Value.Use use : value.uses) {
        value.gradient.use(segments.backwardTime(use.node()));
      }
      if (value.requested) {
        value.gradient.use(segments.firstBackwardTime());
      } else if (value.uses.isEmpty()) {
        // No output depends on this input, so nothing writes its gradient and nothing may share it.
        value.gradient.use(0);
      }
    }
  }

  private boolean overwritten(Value.Use use) {
    return use.input() == 0 && operations.get(use.node()).inPlace();
  }

  private Value consumer(Value value) {
    return values.get(nodes.get(value.uses.get(0).node()).name());
  }

  private void giveSparesStorage() {
    for (Value value : values.values()) {
      for (Value.Use use : value.uses) {
        if (value.carriesGradient && !writesFirst(value, use)) {
          Storage spare = newStorage(value.size);
          spare.use(segments.backwardTime(use.node()));
          spares.put(use, spare);
        }
      }
    }
  }

  /**
   * Whether this use writes the gradient. The last consumer runs first in the backward pass and
   * writes; the others add.
   */
  private boolean writesFirst(Value value, Value.Use use) {
    return !value.requested && use.equals(value.uses.get(value.uses.size() - 1));
  }

  private Storage newStorage(int size) {
    Storage storage = new Storage(size);
    storages.add(storage);
    return storage;
  }
}
