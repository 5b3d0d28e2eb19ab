package dev.convoy.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.convoy.architecture.ImportTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What Hadoop and Parquet bring serves files and data of core, and nothing else. */
class ArchitectureTest {
  private static final ImportTable TABLE =
      new ImportTable(
          "dev.convoy.hadoop",
          List.of(""),
          List.of(
              "dev.convoy.data..",
              "dev.convoy.files",
              "dev.convoy.image",
              "dev.convoy.random",
              "dev.convoy.tensor",
              "dev.convoy.text",
              "com.fasterxml.jackson..",
              "com.sun.management..",
              "org.apache.hadoop..",
              "org.apache.parquet..",
              "org.slf4j.."),
          Map.of());

  private static final JavaClasses CLASSES = TABLE.classesAtLeast(20);

  @Test
  void itIsOnePackageWithFewImports() {
    TABLE.requireComplete(CLASSES);
    TABLE.requireAllowedImports(CLASSES, "");
  }

  @Test
  void parameterListsAreShort() {
    assertThat(ImportTable.withTooManyParameters(CLASSES)).isEmpty();
  }
}
