package dev.convoy.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The packages of a module in an order in which each imports only from those before it, the JDK,
 * and the libraries that it is given.
 *
 * @param root the package that all are in
 * @param packages their names below the root, in order
 * @param everywhere packages of other modules and libraries that all may import
 * @param libraries further packages, by the name of the one that may import them
 */
public record ImportTable(
    String root,
    List<String> packages,
    List<String> everywhere,
    Map<String, List<String>> libraries) {
  /** Longer lists are hard to read, and their arguments easy to swap. */
  private static final int MOST_PARAMETERS = 7;

  /** The classes of the module, without those of its tests. */
  public JavaClasses classesAtLeast(int fewest) {
    JavaClasses found =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/test-classes/"))
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages(root);
    // Fewer would mean that the rules looked at nothing.
    assertThat(found.size()).isGreaterThanOrEqualTo(fewest);
    return found;
  }

  /** Checks that each package has a place in the table, and the table no other. */
  public void requireComplete(JavaClasses found) {
    Set<String> known = packages.stream().map(this::packageName).collect(Collectors.toSet());
    Set<String> actual =
        found.stream()
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .map(JavaClass::getPackageName)
            .collect(Collectors.toSet());
    assertThat(actual).containsExactlyInAnyOrderElementsOf(known);
  }

  /** Checks the imports of one package. */
  public void requireAllowedImports(JavaClasses found, String name) {
    classes()
        .that()
        .resideInAPackage(packageName(name))
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(allowed(name)))
        .check(found);
  }

  /** Checks that packages do not import each other in circles. */
  public void requireNoCycles(JavaClasses found) {
    slices().matching(root + ".(*)..").should().beFreeOfCycles().check(found);
  }

  /** The methods and constructors with more parameters than can be read at a glance. */
  public static List<String> withTooManyParameters(JavaClasses found) {
    return found.stream()
        .flatMap(type -> type.getCodeUnits().stream())
        .filter(unit -> !isCompilerMade(unit))
        .filter(unit -> unit.getRawParameterTypes().size() > MOST_PARAMETERS)
        .map(JavaCodeUnit::getFullName)
        .sorted()
        .toList();
  }

  private static boolean isCompilerMade(JavaCodeUnit unit) {
    return unit.getName().startsWith("lambda$") || unit.getName().startsWith("access$");
  }

  private String[] allowed(String name) {
    List<String> allowed = new ArrayList<>(List.of("java.."));
    packages.subList(0, packages.indexOf(name) + 1).forEach(p -> allowed.add(packageName(p)));
    allowed.addAll(everywhere);
    allowed.addAll(libraries.getOrDefault(name, List.of()));
    return allowed.toArray(String[]::new);
  }

  private String packageName(String name) {
    return name.isEmpty() ? root : root + "." + name;
  }
}
