package dev.convoy.plan;

import dev.convoy.model.Model;
import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the graph and the request, a plan computes what the model in double computes. */
@Tag("slow")
@Seeded
class PlanRandomGraphTest {
  private static final int GRAPHS = Integer.getInteger("test.graphs", 200);

  static IntStream graphs() {
    return IntStream.range(0, GRAPHS);
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void aRandomGraphIsComputedAndDerivedCorrectly(int graph) {
    TestRandom random = new TestRandom("graph " + graph);
    Model model = RandomModels.model(random);
    Request request = RandomModels.request(model, random);
    new PlanCheck(model, request, random, 2, 1e-4).assertCorrect();
  }
}
