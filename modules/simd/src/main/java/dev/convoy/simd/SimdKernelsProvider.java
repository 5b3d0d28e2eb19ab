package dev.convoy.simd;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.convoy.kernel.Kernels;
import dev.convoy.kernel.KernelsProvider;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/**
 * Offers {@link SimdKernels} where they are fast: on HotSpot with its optimizing compiler, vectors
 * and fused multiply-adds. Elsewhere the Vector API is a thousand times slower than plain loops.
 */
public final class SimdKernelsProvider implements KernelsProvider {
  private static final String MODULE = "jdk.incubator.vector";
  private static final int OPTIMIZING_LEVEL = 4;
  private static final int LEAST_VECTOR_BYTES = 16;

  /** Makes the provider; nothing of the Vector API is loaded. */
  public SimdKernelsProvider() {}

  @Override
  public String name() {
    return "simd";
  }

  @Override
  public Optional<String> refusal() {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return Optional.of("the JVM was started without --add-modules " + MODULE);
    }
    String machine = System.getProperty("java.vm.name", "");
    if (!machine.contains("Server VM") || option("UseJVMCICompiler").equals("true")) {
      return Optional.of("needs HotSpot with the compiler C2, this JVM is '" + machine + "'");
    }
    if (System.getProperty("java.vm.info", "").contains("interpreted")) {
      return Optional.of("the JVM only interprets (-Xint)");
    }
    if (number("TieredStopAtLevel", OPTIMIZING_LEVEL) < OPTIMIZING_LEVEL
        && !option("TieredCompilation").equals("false")) {
      return Optional.of("the compiler C2 is off (-XX:TieredStopAtLevel)");
    }
    if (option("UseFMA").equals("false")) {
      return Optional.of("this machine or JVM has no fused multiply-add (-XX:+UseFMA)");
    }
    if (number("MaxVectorSize", LEAST_VECTOR_BYTES) < LEAST_VECTOR_BYTES) {
      return Optional.of("this machine or JVM has no vectors of 16 bytes (-XX:MaxVectorSize)");
    }
    return Optional.empty();
  }

  private static int number(String option, int otherwise) {
    String value = option(option);
    return value.isEmpty() ? otherwise : Integer.parseInt(value);
  }

  /** The value of an option of the JVM, empty if it has none of that name or does not tell. */
  private static String option(String name) {
    try {
      HotSpotDiagnosticMXBean options =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return options == null ? "" : options.getVMOption(name).getValue();
    } catch (IllegalArgumentException | SecurityException unknown) {
      return "";
    }
  }

  @Override
  public Kernels create() {
    return new SimdKernels();
  }
}
