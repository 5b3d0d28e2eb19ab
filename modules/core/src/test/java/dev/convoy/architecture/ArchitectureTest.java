package dev.convoy.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Executes the import table of ARCHITECTURE.md, and what core must not touch. */
class ArchitectureTest {
  private static final String ROOT = "dev.convoy";

  /** Each package may import from those before it, the JDK, and the libraries it is given. */
  private static final List<String> PACKAGES =
      List.of(
          "timer",
          "tensor",
          "random",
          "kernel",
          "layer",
          "loss",
          "text",
          "model",
          "model.zoo",
          "model.json",
          "plan",
          "optim",
          "files",
          "image",
          "data",
          "data.image",
          "augment",
          "check",
          "worker",
          "cluster",
          "average",
          "evaluate",
          "train",
          "weights",
          "lease",
          "checkpoint",
          "run",
          "predict");

  private static final String JACKSON = "com.fasterxml.jackson..";
  private static final Map<String, List<String>> LIBRARIES =
      Map.of(
          "text", List.of(JACKSON),
          "model.json", List.of(JACKSON),
          "image", List.of("java.awt..", "javax.imageio.."),
          "data", List.of(JACKSON),
          "data.image", List.of(JACKSON),
          "weights", List.of(JACKSON),
          "lease", List.of(JACKSON),
          "checkpoint", List.of(JACKSON),
          "run", List.of(JACKSON));

  /** Fewer would mean that the rules looked at nothing. */
  private static final int FEWEST_CLASSES = 350;

  /** What may have long parameter lists: what an inner loop reads must be local to it. */
  private static final List<String> INNER_LOOPS =
      List.of(
          "dev.convoy.kernel.",
          // Hands on the arguments of a kernel's weight gradient.
          "dev.convoy.layer.TransposedConvolution.weightGradient(",
          // The compiler makes vectors of it as it is; see there.
          "dev.convoy.optim.Adam.move(");

  private static final ImportTable TABLE = new ImportTable(ROOT, PACKAGES, List.of(), libraries());
  private static final JavaClasses CORE = TABLE.classesAtLeast(FEWEST_CLASSES);

  static Stream<String> packages() {
    return PACKAGES.stream();
  }

  @Test
  void everyPackageHasAPlaceInTheTable() {
    TABLE.requireComplete(CORE);
  }

  @ParameterizedTest
  @MethodSource("packages")
  void aPackageImportsOnlyWhatTheTableAllows(String name) {
    TABLE.requireAllowedImports(CORE, name);
  }

  @Test
  void thereAreNoCyclesBetweenPackages() {
    TABLE.requireNoCycles(CORE);
  }

  /**
   * Spark belongs to spark-jobs, Hadoop and Parquet to a module of their own, the incubator module
   * to simd, sockets to nobody.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.apache.hadoop..",
        "org.apache.parquet..",
        "org.apache.spark..",
        "scala..",
        "com.esotericsoftware..",
        "jdk.incubator..",
        "picocli..",
        "java.net.http..",
        "java.rmi..",
        "javax.net..",
        "sun.."
      })
  void coreDoesNotKnow(String packageName) {
    noClasses().should().dependOnClassesThat().resideInAPackage(packageName).check(CORE);
  }

  /** Randomness comes from counters; data are not written by Java serialization. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.util.Random",
        "java.util.SplittableRandom",
        "java.util.concurrent.ThreadLocalRandom",
        "java.security.SecureRandom",
        "java.util.random.RandomGenerator",
        "java.io.ObjectInputStream",
        "java.io.ObjectOutputStream",
        "java.net.Socket",
        "java.net.ServerSocket",
        "java.net.DatagramSocket",
        "java.nio.channels.SocketChannel",
        "java.nio.channels.ServerSocketChannel",
        "java.nio.channels.DatagramChannel"
      })
  void coreDoesNotUse(String className) {
    noClasses().should().dependOnClassesThat().haveFullyQualifiedName(className).check(CORE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "exit"})
  void coreDoesNotCall(String method) {
    Class<?> owner = method.equals("random") ? Math.class : System.class;
    noClasses().should().callMethod(owner, method).check(CORE);
  }

  @Test
  void coreDoesNotPrint() {
    noClasses().should().accessField(System.class, "out").check(CORE);
    noClasses().should().accessField(System.class, "err").check(CORE);
    noClasses().should().callMethod(Throwable.class, "printStackTrace").check(CORE);
  }

  @Test
  void parameterListsAreShort() {
    assertThat(ImportTable.withTooManyParameters(CORE))
        .filteredOn(unit -> INNER_LOOPS.stream().noneMatch(unit::startsWith))
        .isEmpty();
  }

  /** Unordered collections of the JDK that are shuffled by a seed of their own. */
  @Test
  void coreDoesNotShuffleWithoutASeed() {
    noClasses()
        .should()
        .callMethodWhere(
            describe(
                "it is Collections.shuffle",
                call ->
                    call.getTargetOwner().getFullName().equals("java.util.Collections")
                        && call.getName().equals("shuffle")))
        .check(CORE);
  }

  @Test
  void thereAreNoAbstractClasses() {
    classes()
        .that()
        .areNotInterfaces()
        .and()
        .areNotEnums()
        .should()
        .notHaveModifier(JavaModifier.ABSTRACT)
        .check(CORE);
  }

  @Test
  void staticFieldsDoNotChange() {
    classes()
        .should(
            have(
                describe(
                    "only final static fields",
                    (JavaClass type) ->
                        type.getFields().stream()
                            .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                            .filter(field -> !field.getName().startsWith("$"))
                            .allMatch(field -> field.getModifiers().contains(JavaModifier.FINAL)))))
        .check(CORE);
  }

  /** A rule of the table can fail: a package with one of its real imports taken away. */
  @Test
  void theTableRefusesWhatItDoesNotList() {
    ArchRule rule =
        classes()
            .that()
            .resideInAPackage(ROOT + ".plan")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("java..", ROOT + ".plan", ROOT + ".layer"));
    assertThatThrownBy(() -> rule.check(CORE))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(ROOT + ".model");
  }

  /** From the kernels on, packages may log. */
  private static Map<String, List<String>> libraries() {
    Map<String, List<String>> libraries = new HashMap<>();
    for (String name : PACKAGES.subList(PACKAGES.indexOf("kernel"), PACKAGES.size())) {
      List<String> allowed = new ArrayList<>(LIBRARIES.getOrDefault(name, List.of()));
      allowed.add("org.slf4j..");
      libraries.put(name, allowed);
    }
    return libraries;
  }
}
