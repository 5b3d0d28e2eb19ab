package dev.convoy.plan;

import java.util.ArrayList;
import java.util.List;

/** A model input or a node's output during compilation, with its uses and its storage. */
final class Value {
  final String name;
  final int size;

  /** Index of the node that produces the value; −1 for a model input. */
  final int producer;

  /** The uses by planned nodes. */
  final List<Use> uses = new ArrayList<>();

  boolean requested;
  boolean carriesGradient;
  Storage activation;
  Storage gradient;

  Value(String name, int size, int producer) {
    this.name = name;
    this.size = size;
    this.producer = producer;
  }

  /** One use of the value, as an input of a node. */
  record Use(int node, int input) {}
}
