package dev.convoy.simd;

import jdk.incubator.vector.FloatVector;

/** Copies neighbouring columns from rows of one length to rows of another. */
final class Columns {
  private Columns() {}

  /**
   * Copies the first columns of each row.
   *
   * @param rows number of rows
   * @param columns columns to copy
   * @param fromStep distance of two rows in {@code from}
   * @param toStep distance of two rows in {@code to}
   */
  static void copy(
      int rows,
      int columns,
      float[] from,
      int fromAt,
      int fromStep,
      float[] to,
      int toAt,
      int toStep) {
    if (columns < Tile.LANES) {
      copyFew(rows, columns, from, fromAt, fromStep, to, toAt, toStep);
      return;
    }
    for (int column = 0; column < columns; column += Tile.LANES) {
      // the last vector copies some columns once more
      int first = Math.min(column, columns - Tile.LANES);
      copyVectors(rows, from, fromAt + first, fromStep, to, toAt + first, toStep);
    }
  }

  private static void copyVectors(
      int rows, float[] from, int fromAt, int fromStep, float[] to, int toAt, int toStep) {
    for (int r = 0; r < rows; r++) {
      FloatVector.fromArray(Tile.SPECIES, from, fromAt + r * fromStep)
          .intoArray(to, toAt + r * toStep);
    }
  }

  private static void copyFew(
      int rows,
      int columns,
      float[] from,
      int fromAt,
      int fromStep,
      float[] to,
      int toAt,
      int toStep) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        to[toAt + r * toStep + c] = from[fromAt + r * fromStep + c];
      }
    }
  }
}
