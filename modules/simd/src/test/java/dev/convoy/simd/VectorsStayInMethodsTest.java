package dev.convoy.simd;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import org.junit.jupiter.api.Test;

/**
 * No kernel hands a vector from one method to another. Where the compiler happens to have compiled
 * the other method before, it does not inline it, and then the vector is an object, for as long as
 * the process lives. Loads are small enough for it to inline them all the same.
 */
class VectorsStayInMethodsTest {
  private static final Set<String> LOADS = Set.of("load", "all");

  private static List<Class<?>> classes() throws IOException, URISyntaxException {
    Path folder =
        Path.of(SimdKernels.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve("dev/convoy/simd");
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".class") && !name.startsWith("package-info"))
          .<Class<?>>map(name -> named("dev.convoy.simd." + name.replace(".class", "")))
          .toList();
    }
  }

  private static Class<?> named(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean handsOver(Method method) {
    return Stream.concat(
            Stream.of(method.getReturnType()), Arrays.stream(method.getParameterTypes()))
        .anyMatch(
            type -> Vector.class.isAssignableFrom(type) || VectorMask.class.isAssignableFrom(type));
  }

  @Test
  void onlyLoadsReturnVectors() throws IOException, URISyntaxException {
    List<Class<?>> classes = classes();
    List<String> handing =
        classes.stream()
            .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
            .filter(method -> handsOver(method) && !LOADS.contains(method.getName()))
            .map(Method::toString)
            .toList();

    assertTrue(classes.size() > 20, classes.size() + " classes are too few");
    assertTrue(handing.isEmpty(), handing.toString());
  }
}
