package dev.convoy.data;

import dev.convoy.tensor.Shape;
import java.util.Arrays;
import java.util.Optional;

/** {@code generated[:EXAMPLES[:HEIGHTxWIDTHxCHANNELS]]}: images that are computed. */
public final class GeneratedFormat implements DataFormat {
  static final String NAME = "generated";

  private static final long EXAMPLES = 10_000;
  private static final long MOST_EXAMPLES = 1_000_000_000_000L;
  private static final long TRAINING_KEY = 101;
  private static final long TEST_KEY = 102;
  private static final Shape SHAPE = Shape.of(28, 28, 1);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String needs() {
    return NAME + "[:EXAMPLES[:HEIGHTxWIDTHxCHANNELS]]";
  }

  @Override
  public boolean recognizes(DataLocation location) {
    return location.name().equals(NAME) || location.name().startsWith(NAME + ":");
  }

  @Override
  public DataSource training(DataLocation location) {
    return generated(location.name(), 1, TRAINING_KEY);
  }

  @Override
  public Optional<DataSource> test(DataLocation location) {
    return Optional.of(generated(location.name(), 5, TEST_KEY));
  }

  private DataSource generated(String text, int divisor, long key) {
    String[] parts = text.split(":", -1);
    try {
      long examples = parts.length > 1 ? Long.parseLong(parts[1]) : EXAMPLES;
      Shape shape = parts.length > 2 ? shape(parts[2]) : SHAPE;
      boolean held = examples <= MOST_EXAMPLES && shape.size() <= Block.MOST_IMAGE_BYTES;
      if (parts.length > 3 || examples < 1 || !held) {
        throw new IllegalArgumentException("out of form");
      }
      return GeneratedSource.of(shape, Math.max(1, examples / divisor), key);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "': must be "
              + needs()
              + " with 1 to "
              + MOST_EXAMPLES
              + " examples of at most "
              + Block.MOST_IMAGE_BYTES
              + " bytes",
          e);
    }
  }

  private static Shape shape(String text) {
    return Shape.of(Arrays.stream(text.split("x", -1)).mapToInt(Integer::parseInt).toArray());
  }
}
