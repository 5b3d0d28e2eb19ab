package dev.convoy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.convoy.kernel.ReferenceKernels;
import dev.convoy.layer.BatchNorm;
import dev.convoy.layer.Dense;
import dev.convoy.layer.Layer;
import dev.convoy.layer.Relu;
import dev.convoy.model.Initializer;
import dev.convoy.model.Model;
import dev.convoy.model.ModelSummary;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.SlotPatterns;
import dev.convoy.model.json.ModelJson;
import dev.convoy.tensor.Shape;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is done with a model before it runs grows with the number of its layers, not with its
 * square. Bytes that are allocated tell, on a machine of any speed.
 */
class DeepModelTest {
  private static final int LAYERS = 600;

  /** Twice the layers take twice the bytes; what grows with the square takes four times as many. */
  private static final double MOST_GROWTH = 2.7;

  private record Work(String name, Consumer<Model> consumer) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Work> work() {
    return Stream.of(
        new Work("shapes", Model::inputShapes),
        new Work("summary", ModelSummary::of),
        new Work("layout", ParameterLayout::of),
        new Work("slots", model -> ParameterLayout.of(model).slots(model)),
        new Work(
            "frozen",
            model ->
                SlotPatterns.parse("freeze", "bn*")
                    .selectToFreeze("freeze", ParameterLayout.of(model))),
        new Work("start", model -> Initializer.HE_NORMAL.initialize(ParameterLayout.of(model), 1)),
        new Work("file", model -> ModelJson.read("model", ModelJson.write(model))),
        new Work(
            "description",
            model -> Plan.describe(model, Request.training(model), 2, new ReferenceKernels())),
        new Work(
            "memory",
            model -> Plan.memoryBytes(model, Request.training(model), 2, new ReferenceKernels())),
        new Work(
            "inference",
            model -> Plan.compile(model, Request.inference(model), 2, new ReferenceKernels())),
        new Work(
            "training",
            model -> Plan.compile(model, Request.training(model), 2, new ReferenceKernels())));
  }

  @ParameterizedTest
  @MethodSource("work")
  void growsWithTheNumberOfLayers(Work work) {
    long some = bytes(work, LAYERS);
    long twice = bytes(work, 2 * LAYERS);

    assertThat((double) twice / some).isLessThan(MOST_GROWTH);
  }

  @Test
  void tenThousandLayersArePlanned() {
    Model deep = deep(10_000);

    assertThat(Plan.describe(deep, Request.training(deep), 2, new ReferenceKernels()))
        .hasSize(10_000);
  }

  private static long bytes(Work work, int layers) {
    Model model = deep(layers);
    work.consumer.accept(model); // what is allocated once, such as classes
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    work.consumer.accept(model);
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private static Model deep(int layers) {
    List<Layer> stack = new ArrayList<>();
    while (stack.size() < layers) {
      stack.addAll(List.of(new Dense(4), new BatchNorm(), new Relu()));
    }
    return Model.stack(Shape.of(4), stack.subList(0, layers).toArray(Layer[]::new));
  }
}
