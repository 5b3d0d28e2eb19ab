package dev.convoy.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * A model input or a node's output while a plan is compiled: who uses it and where it is stored.
 */
final class Value {
  final String name;
  final int size;

  /** Index of the node that puts it out; −1 for a model input. */
  final int producer;

  /** The uses by nodes that are planned. */
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

  /** One input of a node. */
  record Use(int node, int input) {}
}
