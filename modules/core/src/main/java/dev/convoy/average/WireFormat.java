package dev.convoy.average;

import java.util.Locale;

/** The precision of the vectors that workers send. */
public enum WireFormat {
  /** As they are: 4 bytes a number. */
  FLOAT32,
  /**
   * 2 bytes a number, rounded to the nearest bfloat16: what training changed of the parameters, the
   * optimizer's state or a gradient. Sums are exact as ever.
   */
  BFLOAT16;

  private static final int LOWER_HALF = 16;
  private static final int LOWER_BITS = 0xffff;

  /** The one of this name, in lower case. */
  public static WireFormat named(String name) {
    for (WireFormat wire : values()) {
      if (wire.toString().equals(name)) {
        return wire;
      }
    }
    throw new IllegalArgumentException("wire '" + name + "' must be float32 or bfloat16");
  }

  /** What so many bytes of float32 come to. */
  public long bytes(long float32) {
    return this == BFLOAT16 ? float32 / 2 : float32;
  }

  /** Rounds what is sent to what this can express. */
  void round(float[] values) {
    if (this == BFLOAT16) {
      for (int i = 0; i < values.length; i++) {
        values[i] = bfloat16(values[i]);
      }
    }
  }

  /**
   * The nearest number whose lower 16 bits are zero, of two the one that is even. Beyond the
   * largest, 3.39·10³⁸, it is infinite; NaN stays NaN.
   */
  static float bfloat16(float value) {
    if (Float.isNaN(value)) {
      return Float.NaN;
    }
    int bits = Float.floatToRawIntBits(value);
    int even = bits >>> LOWER_HALF & 1;
    return Float.intBitsToFloat(bits + (LOWER_BITS >> 1) + even & ~LOWER_BITS);
  }

  /** The name that users write. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
