package dev.convoy.random;

/**
 * A seeded permutation of 0 … size−1 that is computed, not stored. It applies a Feistel network
 * over the next even number of bits, repeatedly until the value is in range (Black and Rogaway,
 * Ciphers with Arbitrary Finite Domains, 2002).
 */
public final class Permutation {
  private static final int ROUNDS = 6;

  private final long size;
  private final long key;
  private final int halfBits;
  private final long halfMask;

  /**
   * Makes a permutation.
   *
   * @param size number of elements, at least 0
   * @param key a key from {@link CounterRandom#key}
   */
  public Permutation(long size, long key) {
    if (size < 0) {
      throw new IllegalArgumentException("permutation: size " + size + " must be at least 0");
    }
    this.size = size;
    this.key = key;
    int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, size - 1));
    this.halfBits = (bits + 1) / 2;
    this.halfMask = (1L << halfBits) - 1;
  }

  /** The index to which the element at {@code index} moves. */
  public long apply(long index) {
    long value = checked(index);
    do {
      value = encrypt(value);
    } while (value >= size);
    return value;
  }

  /**
   * The index of the element that moves to {@code index}: {@code apply(inverse(index)) == index}.
   */
  public long inverse(long index) {
    long value = checked(index);
    do {
      value = decrypt(value);
    } while (value >= size);
    return value;
  }

  private long checked(long index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("index " + index + " of a permutation of " + size);
    }
    return index;
  }

  private long encrypt(long value) {
    long left = value >>> halfBits;
    long right = value & halfMask;
    for (int round = 0; round < ROUNDS; round++) {
      long next = left ^ (CounterRandom.bits(key + round, right) & halfMask);
      left = right;
      right = next;
    }
    return (left << halfBits) | right;
  }

  private long decrypt(long value) {
    long left = value >>> halfBits;
    long right = value & halfMask;
    for (int round = ROUNDS - 1; round >= 0; round--) {
      long previous = right ^ (CounterRandom.bits(key + round, left) & halfMask);
      right = left;
      left = previous;
    }
    return (left << halfBits) | right;
  }
}
