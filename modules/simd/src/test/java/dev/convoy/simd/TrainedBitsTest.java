package dev.convoy.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.convoy.kernel.ReferenceKernels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Training gives the same parameters, bit for bit, whatever computes it: either provider, any
 * vector width, the interpreter and both compilers, on the JDKs that Convoy is for. Some of these
 * {@code auto} would refuse because they are slow; right they must be.
 */
@Tag("slow")
class TrainedBitsTest {
  private static final List<Integer> VERSIONS = List.of(17, 25);

  /** Long enough for the optimizing compiler to have compiled what matters. */
  private static final String LONG = "1.5";

  private static final String ONCE = "0";
  private static final ExecutorService FORKS = Executors.newFixedThreadPool(2);
  private static final Map<Setting, Future<String>> RESULTS = new LinkedHashMap<>();
  private static final Map<String, String> EXPECTED = new HashMap<>();

  /**
   * A JVM to train in.
   *
   * @param version of the JDK
   * @param options of the JVM
   * @param seconds to train for, again and again
   * @param cases what to train
   * @param providers to train with
   */
  record Setting(
      int version, String options, String seconds, String cases, List<String> providers) {
    @Override
    public String toString() {
      return "JDK " + version + " " + options + " " + String.join(" ", providers);
    }
  }

  static Stream<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    List<String> simd = List.of(SimdKernels.NAME);
    List<String> both = List.of(SimdKernels.NAME, ReferenceKernels.NAME);
    for (int version : VERSIONS) {
      settings.add(new Setting(version, "-Xint", ONCE, TrainedBits.TINY, both));
      settings.add(new Setting(version, "-XX:TieredStopAtLevel=1", ONCE, TrainedBits.LARGER, both));
      settings.add(new Setting(version, "-XX:MaxVectorSize=16", LONG, TrainedBits.LARGER, simd));
      settings.add(new Setting(version, "-XX:MaxVectorSize=32", LONG, TrainedBits.LARGER, simd));
      settings.add(new Setting(version, "-XX:MaxVectorSize=64", LONG, TrainedBits.LARGER, both));
      // The optimizing compiler alone, before it has seen what usually happens.
      settings.add(
          new Setting(
              version,
              "-XX:-TieredCompilation -XX:CompileThresholdScaling=0.05 -Xbatch",
              ONCE,
              TrainedBits.LARGER,
              simd));
    }
    return settings.stream();
  }

  @BeforeAll
  static void startAll() throws Exception {
    for (Setting setting : settings().toList()) {
      Optional<OtherJvm> jvm = OtherJvm.ofVersion(setting.version());
      if (jvm.isPresent()) {
        RESULTS.put(setting, FORKS.submit(() -> run(jvm.get(), setting)));
      }
    }
    for (String cases : List.of(TrainedBits.TINY, TrainedBits.LARGER)) {
      EXPECTED.put(cases, TrainedBits.results(cases, new ReferenceKernels()));
    }
  }

  private static String run(OtherJvm jvm, Setting setting) throws Exception {
    List<String> options = new ArrayList<>(List.of("--add-modules=jdk.incubator.vector"));
    options.addAll(List.of(setting.options().split(" ")));
    List<String> arguments = new ArrayList<>(List.of(setting.seconds(), setting.cases()));
    arguments.addAll(setting.providers());
    return jvm.run(options, TrainedBits.class, arguments.toArray(String[]::new));
  }

  @AfterAll
  static void stop() {
    FORKS.shutdownNow();
  }

  @Test
  void theCasesLearnDifferentThings() {
    List<String> hashes =
        Stream.of(EXPECTED.get(TrainedBits.LARGER).split(", "))
            .map(result -> result.split(" ")[1])
            .toList();
    assertEquals(TrainedBits.LARGER.split(",").length, hashes.size());
    assertEquals(hashes.size(), Set.copyOf(hashes).size());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void fiftyStepsLearnTheSameBits(Setting setting) throws InterruptedException {
    Future<String> result = RESULTS.get(setting);
    assumeTrue(result != null, () -> "no JDK " + setting.version() + " found; see OtherJvm");
    try {
      assertEquals(EXPECTED.get(setting.cases()), result.get(), setting::toString);
    } catch (ExecutionException e) {
      throw new AssertionError(setting.toString(), e.getCause());
    }
  }
}
