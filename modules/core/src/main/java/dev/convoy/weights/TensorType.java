package dev.convoy.weights;

import java.nio.ByteBuffer;

/** The types of values that are read from safetensors files, under the format's names. */
public enum TensorType {
  F32(Float.BYTES),
  /** IEEE 754 half precision: 5 bits of exponent, 10 of fraction. */
  F16(Short.BYTES),
  /** The upper half of an F32. */
  BF16(Short.BYTES),
  /** Counters alone. */
  I64(Long.BYTES);

  private static final int SIGN = 0x8000;
  private static final int EXPONENT_AT = 10;
  private static final int MOST_EXPONENT = 31;
  private static final int FRACTION = (1 << EXPONENT_AT) - 1;
  private static final int BIAS = 15;

  private final int bytes;

  TensorType(int bytes) {
    this.bytes = bytes;
  }

  /** Number of bytes of a value. */
  int bytes() {
    return bytes;
  }

  /** The next value; every F16 and BF16 is a float. */
  float next(ByteBuffer from) {
    return switch (this) {
      case F32 -> from.getFloat();
      case F16 -> half(from.getShort());
      case BF16 -> Float.intBitsToFloat(from.getShort() << Short.SIZE);
      case I64 -> throw new IllegalStateException("counters are no floats");
    };
  }

  private static float half(short bits) {
    int exponent = (bits >> EXPONENT_AT) & MOST_EXPONENT;
    int fraction = bits & FRACTION;
    float magnitude;
    if (exponent == MOST_EXPONENT) {
      magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else if (exponent == 0) {
      magnitude = Math.scalb((float) fraction, 1 - BIAS - EXPONENT_AT);
    } else {
      magnitude = Math.scalb((float) (fraction | 1 << EXPONENT_AT), exponent - BIAS - EXPONENT_AT);
    }
    return (bits & SIGN) == 0 ? magnitude : -magnitude;
  }
}
