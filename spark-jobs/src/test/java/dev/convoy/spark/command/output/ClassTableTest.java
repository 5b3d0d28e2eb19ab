package dev.convoy.spark.command.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.evaluate.ConfusionMatrix;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassTableTest {
  private static final ConfusionMatrix MATRIX =
      new ConfusionMatrix(3, new long[] {1200, 300, 0, 100, 500, 0, 8, 0, 0});

  @Test
  void columnsAreAlignedAndWhatIsUndefinedIsADash() {
    assertThat(new ClassTable(MATRIX, List.of()).text().lines())
        .containsExactly(
            "class  precision  recall      F1   examples",
            "    0     0.9174  0.8000  0.8547      1,500",
            "    1     0.6250  0.8333  0.7143        600",
            "    2          –  0.0000  0.0000          8",
            " mean     0.7712  0.5444  0.5230      2,108",
            "",
            "examples of each class (rows) by what they were taken for (columns)",
            "           0      1      2",
            "    0  1,200    300      0",
            "    1    100    500      0",
            "    2      8      0      0");
  }

  @Test
  void namesOfClassesEndTheirRows() {
    ClassTable table = new ClassTable(MATRIX, List.of("cat", "dog", "guinea pig"));
    ObjectNode event = JsonNodeFactory.instance.objectNode();

    table.addTo(event);

    assertThat(table.text().lines().skip(1).limit(4))
        .containsExactly(
            "    0     0.9174  0.8000  0.8547      1,500  cat",
            "    1     0.6250  0.8333  0.7143        600  dog",
            "    2          –  0.0000  0.0000          8  guinea pig",
            " mean     0.7712  0.5444  0.5230      2,108");
    assertThat(event.path("classes").path(2).path("name").asText()).isEqualTo("guinea pig");
  }

  @Test
  void programsFindWhatIsUndefinedAsNull() {
    ObjectNode event = JsonNodeFactory.instance.objectNode();

    new ClassTable(MATRIX, List.of()).addTo(event);

    assertThat(event.toString())
        .isEqualTo(
            "{\"classes\":["
                + "{\"precision\":0.917431,\"recall\":0.800000,\"f1\":0.854701,\"support\":1500},"
                + "{\"precision\":0.625000,\"recall\":0.833333,\"f1\":0.714286,\"support\":600},"
                + "{\"precision\":null,\"recall\":0.000000,\"f1\":0.000000,\"support\":8}],"
                + "\"macro\":{\"precision\":0.771216,\"recall\":0.544444,\"f1\":0.522996},"
                + "\"confusion\":[[1200,300,0],[100,500,0],[8,0,0]]}");
  }

  @Test
  void ofManyClassesTheMatrixIsForProgramsOnly() {
    assertThat(new ClassTable(new ConfusionMatrix(20, new long[400]), List.of()).text())
        .contains("taken for");
    assertThat(new ClassTable(new ConfusionMatrix(21, new long[441]), List.of()).text())
        .doesNotContain("taken for")
        .hasLineCount(23);
  }
}
