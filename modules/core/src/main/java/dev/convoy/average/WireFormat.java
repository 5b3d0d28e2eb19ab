package dev.convoy.average;

import java.util.Locale;

/** The precision of the vectors that workers send. */
public enum WireFormat {
  /** Unrounded: 4 bytes a number. */
  FLOAT32,
  /**
   * 2 bytes a number, rounded to the nearest bfloat16. It applies to gradients, to the optimizer's
   * state, and to the change of the parameters in training. Sums are still exact.
   */
  BFLOAT16;

  private static final int LOWER_HALF = 16;
  private static final int LOWER_BITS = 0xffff;

  /** Returns the constant of this name, in lower case. */
  public static WireFormat named(String name) {
    for (WireFormat wire : values()) {
      if (wire.toString().equals(name)) {
        return wire;
      }
    }
    throw new IllegalArgumentException("wire '" + name + "' must be float32 or bfloat16");
  }

  /** The size in this format of a vector that takes {@code float32} bytes as float32. */
  public long bytes(long float32) {
    return this == BFLOAT16 ? float32 / 2 : float32;
  }

  /** Rounds values to this format, in place. */
  void round(float[] values) {
    if (this == BFLOAT16) {
      for (int i = 0; i < values.length; i++) {
        values[i] = bfloat16(values[i]);
      }
    }
  }

  /**
   * Rounds to the nearest float whose lower 16 bits are zero, ties to even. Values beyond the
   * largest, 3.39·10³⁸, become infinite; NaN stays NaN.
   */
  static float bfloat16(float value) {
    if (Float.isNaN(value)) {
      return Float.NaN;
    }
    int bits = Float.floatToRawIntBits(value);
    int even = bits >>> LOWER_HALF & 1;
    return Float.intBitsToFloat(bits + (LOWER_BITS >> 1) + even & ~LOWER_BITS);
  }

  /** The name in options and files, in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
