package dev.convoy.spark;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.convoy.architecture.ImportTable;
import dev.convoy.lease.LeaseHeldException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Executes the import table of this module, and what its commands must not touch. */
class ArchitectureTest {
  private static final String PICOCLI = "picocli..";
  private static final String JACKSON = "com.fasterxml.jackson..";

  private static final ImportTable TABLE =
      new ImportTable(
          "dev.convoy.spark",
          List.of(
              "wire",
              "settings",
              "watch",
              "task",
              "pack",
              "predict",
              "reduce",
              "cluster",
              "command.output",
              "capacity",
              "command.options",
              "command",
              ""),
          List.of(
              "dev.convoy.augment",
              "dev.convoy.average",
              "dev.convoy.check",
              "dev.convoy.cluster",
              "dev.convoy.data..",
              "dev.convoy.evaluate",
              "dev.convoy.files",
              "dev.convoy.hadoop",
              "dev.convoy.image",
              "dev.convoy.kernel",
              "dev.convoy.loss",
              "dev.convoy.model..",
              "dev.convoy.optim",
              "dev.convoy.plan",
              "dev.convoy.predict",
              "dev.convoy.random",
              "dev.convoy.run",
              "dev.convoy.tensor",
              "dev.convoy.text",
              "dev.convoy.timer",
              "dev.convoy.train",
              "dev.convoy.worker",
              "org.apache.hadoop..",
              "org.apache.spark..",
              "org.slf4j..",
              "scala.."),
          Map.of(
              "wire", List.of("com.esotericsoftware.kryo.."),
              "pack", List.of(JACKSON),
              "predict", List.of(JACKSON),
              "command.output", List.of(JACKSON, "dev.convoy.layer", "javax.imageio.."),
              "command.options", List.of(JACKSON, PICOCLI),
              "command", List.of(JACKSON, PICOCLI, "dev.convoy.lease"),
              "", List.of("org.apache.logging.log4j..")));

  private static final JavaClasses CLASSES = TABLE.classesAtLeast(130);

  static Stream<String> packages() {
    return TABLE.packages().stream();
  }

  @Test
  void everyPackageHasAPlaceInTheTable() {
    TABLE.requireComplete(CLASSES);
  }

  @ParameterizedTest
  @MethodSource("packages")
  void aPackageImportsOnlyWhatTheTableAllows(String name) {
    TABLE.requireAllowedImports(CLASSES, name);
  }

  /** What a run does belongs to the library; commands parse, call it, and print. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev.convoy.train.Trainer",
        "dev.convoy.worker.Fold",
        "dev.convoy.spark.reduce.DistributedFold"
      })
  void commandsDoNotTouch(String type) {
    noClasses()
        .that()
        .resideInAPackage("dev.convoy.spark.command..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName(type)
        .check(CLASSES);
  }

  /** That another driver holds the lease is an ending of a command, and has a status of its own. */
  @Test
  void ofTheLeaseCommandsKnowThatItIsHeld() {
    noClasses()
        .that()
        .resideInAPackage("dev.convoy.spark.command..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.convoy.lease").and(not(type(LeaseHeldException.class))))
        .check(CLASSES);
  }

  @Test
  void parameterListsAreShort() {
    assertThat(ImportTable.withTooManyParameters(CLASSES)).isEmpty();
  }
}
