package dev.convoy.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The micro-kernel: {@code c[out + r·ldc + j] += Σ_q a[start + r·step + taps[tap + q]] · b[at +
 * q·width + j]} for a tile of few rows {@code r} and few vectors of columns {@code j}, the sum
 * being one chain of fused multiply-adds in the order of {@code q}.
 *
 * <p>Each shape is one method with one counted loop: accumulators that live across nested loops are
 * boxed on JDK 17. What limits is integer registers, bounds checks and the even use of the two
 * multipliers; three things were measured to matter (shares of the peak on JDK 17, 512 bits):
 *
 * <ul>
 *   <li>the width of a panel is one constant factor: with a variable, or two factors, each load of
 *       {@code b} is checked (83 % instead of 97 %);
 *   <li>eight rows read their step from a table of equal entries: a step that the compiler knows
 *       not to change is turned into seven multiples, which do not fit into registers;
 *   <li>eight rows are loaded before they are multiplied (92 % instead of 78 %).
 * </ul>
 */
final class Tile {
  /** The only species of this module: JDK 17 compiles badly when a JVM uses several. */
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** Lanes of a vector. */
  static final int LANES = SPECIES.length();

  /** Most rows of a tile. */
  static final int MAX_ROWS = 8;

  /** Most floats of a tile. */
  static final int MAX_SIZE = 16 * LANES;

  private Tile() {}

  /** Vectors of columns of the tile that serves the next of so many columns. */
  static int vectors(int columns) {
    int vectors = (columns + LANES - 1) / LANES;
    // short vectors are limited by loads, of which a square tile needs fewest
    return LANES < 16 && vectors > 2 ? 4 : Math.min(vectors, 2);
  }

  /** Rows of a tile of so many vectors of columns. */
  static int rows(int vectors) {
    return vectors == 4 ? 4 : MAX_ROWS;
  }

  /**
   * Adds one tile of so many vectors of columns.
   *
   * @param steps at least {@code n} entries, each {@code step}
   */
  static void add(
      int vectors,
      int n,
      float[] a,
      int start,
      int step,
      int[] taps,
      int[] steps,
      int tap,
      float[] b,
      int at,
      float[] c,
      int out,
      int ldc) {
    switch (vectors) {
      case 4 -> fourByFour(n, a, start, step, taps, tap, b, at, c, out, ldc);
      case 2 -> eightByTwo(n, a, start, taps, steps, tap, b, at, c, out, ldc);
      default -> eightByOne(n, a, start, taps, steps, tap, b, at, c, out, ldc);
    }
  }

  private static void fourByFour(
      int n,
      float[] a,
      int start,
      int step,
      int[] taps,
      int tap,
      float[] b,
      int at,
      float[] c,
      int out,
      int ldc) {
    int step2 = 2 * step;
    int step3 = 3 * step;
    int out1 = out + ldc;
    int out2 = out1 + ldc;
    int out3 = out2 + ldc;
    FloatVector c00 = load(c, out);
    FloatVector c01 = load(c, out + LANES);
    FloatVector c02 = load(c, out + 2 * LANES);
    FloatVector c03 = load(c, out + 3 * LANES);
    FloatVector c10 = load(c, out1);
    FloatVector c11 = load(c, out1 + LANES);
    FloatVector c12 = load(c, out1 + 2 * LANES);
    FloatVector c13 = load(c, out1 + 3 * LANES);
    FloatVector c20 = load(c, out2);
    FloatVector c21 = load(c, out2 + LANES);
    FloatVector c22 = load(c, out2 + 2 * LANES);
    FloatVector c23 = load(c, out2 + 3 * LANES);
    FloatVector c30 = load(c, out3);
    FloatVector c31 = load(c, out3 + LANES);
    FloatVector c32 = load(c, out3 + 2 * LANES);
    FloatVector c33 = load(c, out3 + 3 * LANES);
    for (int q = 0; q < n; q++) {
      int i = start + taps[tap + q];
      int j = at + q * (4 * LANES);
      FloatVector b0 = load(b, j);
      FloatVector b1 = load(b, j + LANES);
      FloatVector b2 = load(b, j + 2 * LANES);
      FloatVector b3 = load(b, j + 3 * LANES);
      FloatVector x = all(a[i]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      c02 = x.fma(b2, c02);
      c03 = x.fma(b3, c03);
      x = all(a[i + step]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      c12 = x.fma(b2, c12);
      c13 = x.fma(b3, c13);
      x = all(a[i + step2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      c22 = x.fma(b2, c22);
      c23 = x.fma(b3, c23);
      x = all(a[i + step3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      c32 = x.fma(b2, c32);
      c33 = x.fma(b3, c33);
    }
    c00.intoArray(c, out);
    c01.intoArray(c, out + LANES);
    c02.intoArray(c, out + 2 * LANES);
    c03.intoArray(c, out + 3 * LANES);
    c10.intoArray(c, out1);
    c11.intoArray(c, out1 + LANES);
    c12.intoArray(c, out1 + 2 * LANES);
    c13.intoArray(c, out1 + 3 * LANES);
    c20.intoArray(c, out2);
    c21.intoArray(c, out2 + LANES);
    c22.intoArray(c, out2 + 2 * LANES);
    c23.intoArray(c, out2 + 3 * LANES);
    c30.intoArray(c, out3);
    c31.intoArray(c, out3 + LANES);
    c32.intoArray(c, out3 + 2 * LANES);
    c33.intoArray(c, out3 + 3 * LANES);
  }

  private static void eightByTwo(
      int n,
      float[] a,
      int start,
      int[] taps,
      int[] steps,
      int tap,
      float[] b,
      int at,
      float[] c,
      int out,
      int ldc) {
    int out1 = out + ldc;
    int out2 = out1 + ldc;
    int out3 = out2 + ldc;
    int out4 = out3 + ldc;
    int out5 = out4 + ldc;
    int out6 = out5 + ldc;
    int out7 = out6 + ldc;
    FloatVector c00 = load(c, out);
    FloatVector c01 = load(c, out + LANES);
    FloatVector c10 = load(c, out1);
    FloatVector c11 = load(c, out1 + LANES);
    FloatVector c20 = load(c, out2);
    FloatVector c21 = load(c, out2 + LANES);
    FloatVector c30 = load(c, out3);
    FloatVector c31 = load(c, out3 + LANES);
    FloatVector c40 = load(c, out4);
    FloatVector c41 = load(c, out4 + LANES);
    FloatVector c50 = load(c, out5);
    FloatVector c51 = load(c, out5 + LANES);
    FloatVector c60 = load(c, out6);
    FloatVector c61 = load(c, out6 + LANES);
    FloatVector c70 = load(c, out7);
    FloatVector c71 = load(c, out7 + LANES);
    for (int q = 0; q < n; q++) {
      int i = start + taps[tap + q];
      int step = steps[q];
      int j = at + q * (2 * LANES);
      FloatVector b0 = load(b, j);
      FloatVector b1 = load(b, j + LANES);
      FloatVector x0 = all(a[i]);
      FloatVector x1 = all(a[i += step]);
      FloatVector x2 = all(a[i += step]);
      FloatVector x3 = all(a[i += step]);
      FloatVector x4 = all(a[i += step]);
      FloatVector x5 = all(a[i += step]);
      FloatVector x6 = all(a[i += step]);
      FloatVector x7 = all(a[i += step]);
      c00 = x0.fma(b0, c00);
      c10 = x1.fma(b0, c10);
      c20 = x2.fma(b0, c20);
      c30 = x3.fma(b0, c30);
      c40 = x4.fma(b0, c40);
      c50 = x5.fma(b0, c50);
      c60 = x6.fma(b0, c60);
      c70 = x7.fma(b0, c70);
      c01 = x0.fma(b1, c01);
      c11 = x1.fma(b1, c11);
      c21 = x2.fma(b1, c21);
      c31 = x3.fma(b1, c31);
      c41 = x4.fma(b1, c41);
      c51 = x5.fma(b1, c51);
      c61 = x6.fma(b1, c61);
      c71 = x7.fma(b1, c71);
    }
    c00.intoArray(c, out);
    c01.intoArray(c, out + LANES);
    c10.intoArray(c, out1);
    c11.intoArray(c, out1 + LANES);
    c20.intoArray(c, out2);
    c21.intoArray(c, out2 + LANES);
    c30.intoArray(c, out3);
    c31.intoArray(c, out3 + LANES);
    c40.intoArray(c, out4);
    c41.intoArray(c, out4 + LANES);
    c50.intoArray(c, out5);
    c51.intoArray(c, out5 + LANES);
    c60.intoArray(c, out6);
    c61.intoArray(c, out6 + LANES);
    c70.intoArray(c, out7);
    c71.intoArray(c, out7 + LANES);
  }

  private static void eightByOne(
      int n,
      float[] a,
      int start,
      int[] taps,
      int[] steps,
      int tap,
      float[] b,
      int at,
      float[] c,
      int out,
      int ldc) {
    int out1 = out + ldc;
    int out2 = out1 + ldc;
    int out3 = out2 + ldc;
    int out4 = out3 + ldc;
    int out5 = out4 + ldc;
    int out6 = out5 + ldc;
    int out7 = out6 + ldc;
    FloatVector c0 = load(c, out);
    FloatVector c1 = load(c, out1);
    FloatVector c2 = load(c, out2);
    FloatVector c3 = load(c, out3);
    FloatVector c4 = load(c, out4);
    FloatVector c5 = load(c, out5);
    FloatVector c6 = load(c, out6);
    FloatVector c7 = load(c, out7);
    for (int q = 0; q < n; q++) {
      int i = start + taps[tap + q];
      int step = steps[q];
      FloatVector b0 = load(b, at + q * LANES);
      FloatVector x0 = all(a[i]);
      FloatVector x1 = all(a[i += step]);
      FloatVector x2 = all(a[i += step]);
      FloatVector x3 = all(a[i += step]);
      FloatVector x4 = all(a[i += step]);
      FloatVector x5 = all(a[i += step]);
      FloatVector x6 = all(a[i += step]);
      FloatVector x7 = all(a[i += step]);
      c0 = x0.fma(b0, c0);
      c1 = x1.fma(b0, c1);
      c2 = x2.fma(b0, c2);
      c3 = x3.fma(b0, c3);
      c4 = x4.fma(b0, c4);
      c5 = x5.fma(b0, c5);
      c6 = x6.fma(b0, c6);
      c7 = x7.fma(b0, c7);
    }
    c0.intoArray(c, out);
    c1.intoArray(c, out1);
    c2.intoArray(c, out2);
    c3.intoArray(c, out3);
    c4.intoArray(c, out4);
    c5.intoArray(c, out5);
    c6.intoArray(c, out6);
    c7.intoArray(c, out7);
  }

  private static FloatVector load(float[] values, int at) {
    return FloatVector.fromArray(SPECIES, values, at);
  }

  private static FloatVector all(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }
}
