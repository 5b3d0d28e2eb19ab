package dev.convoy.spark.command.output;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers for people and programs to read. */
public final class Numbers {
  private Numbers() {}

  /** Rounded to so many decimals; as a decimal number it prints without an exponent. */
  public static BigDecimal rounded(double value, int decimals) {
    return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
  }

  /**
   * Bytes in MB of 2²⁰, as Spark's settings count them, whole or with a tenth if there are few; so
   * is every size that is shown. Only {@code --bandwidth} is in millions, as networks are.
   */
  public static String mega(long bytes) {
    double mega = bytes / (double) (1 << 20);
    return String.format(Locale.ROOT, mega < 10 ? "%.1f MB" : "%,.0f MB", mega);
  }
}
