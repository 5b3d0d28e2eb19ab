package dev.convoy.spark.command;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers for people and programs to read. */
final class Numbers {
  private Numbers() {}

  /** Rounded to so many decimals; as a decimal number it prints without an exponent. */
  static BigDecimal rounded(double value, int decimals) {
    return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
  }
}
