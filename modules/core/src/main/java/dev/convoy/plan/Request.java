package dev.convoy.plan;

import dev.convoy.kernel.Algorithm;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.Slot;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a plan should compute: outputs, and gradients of parameters and inputs.
 *
 * @param outputs names of nodes whose outputs are read
 * @param parameterGradients slots whose gradients are computed, such as {@code conv1.weight}
 * @param inputGradients model inputs whose gradients are computed
 * @param training whether layers behave as in training, for example dropout
 * @param algorithm the convolution algorithm; it affects the bits of the result
 */
public record Request(
    List<String> outputs,
    Set<String> parameterGradients,
    Set<String> inputGradients,
    boolean training,
    Algorithm algorithm)
    implements Serializable {
  /** Copies the collections. */
  public Request {
    outputs = List.copyOf(outputs);
    parameterGradients = Set.copyOf(parameterGradients);
    inputGradients = Set.copyOf(inputGradients);
  }

  /** Makes a request with direct convolutions. */
  public Request(
      List<String> outputs,
      Set<String> parameterGradients,
      Set<String> inputGradients,
      boolean training) {
    this(outputs, parameterGradients, inputGradients, training, Algorithm.DIRECT);
  }

  /** Returns a copy with another convolution algorithm. */
  public Request with(Algorithm chosen) {
    return new Request(outputs, parameterGradients, inputGradients, training, chosen);
  }

  /** A request for the outputs only. */
  public static Request inference(Model model) {
    return new Request(model.outputs(), Set.of(), Set.of(), false);
  }

  /** A request for the outputs and the gradients of all parameters. */
  public static Request training(Model model) {
    return training(model, Set.of());
  }

  /** A request for the outputs and the gradients of all parameters except the frozen ones. */
  public static Request training(Model model, Set<String> frozen) {
    Set<String> slots =
        ParameterLayout.of(model).slots().stream()
            .map(Slot::name)
            .filter(name -> !frozen.contains(name))
            .collect(Collectors.toSet());
    return new Request(model.outputs(), slots, Set.of(), true);
  }
}
