package dev.convoy.tensor;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The shape of one example's activation: spatial sizes (outermost first) and channels. In memory
 * the channels are contiguous, so an image is stored as height, width, channels. The batch is never
 * part of a shape.
 *
 * @param spatial spatial sizes, each at least 1; none to three of them
 * @param channels number of feature maps, at least 1
 */
public record Shape(List<Integer> spatial, int channels) implements Serializable {
  /** The length of the longest array that every virtual machine can make. */
  public static final int MOST_VALUES = Integer.MAX_VALUE - 8;

  private static final int MOST_DIMENSIONS = 3;

  /** Checks the sizes; their product must fit an array. */
  public Shape {
    spatial = List.copyOf(spatial);
    if (spatial.size() > MOST_DIMENSIONS) {
      throw new IllegalArgumentException(
          "shape "
              + spatial
              + ": "
              + spatial.size()
              + " spatial sizes, at most "
              + MOST_DIMENSIONS);
    }
    if (channels < 1) {
      throw new IllegalArgumentException("shape: " + channels + " channels, must be at least 1");
    }
    long size = channels;
    for (int length : spatial) {
      if (length < 1) {
        throw new IllegalArgumentException("shape: size " + length + " must be at least 1");
      }
      // No overflow: neither factor is above 2³¹.
      size = Math.min(size * length, MOST_VALUES + 1L);
    }
    if (size > MOST_VALUES) {
      throw new IllegalArgumentException(
          "shape: the values of " + spatial + "×" + channels + " do not fit an array");
    }
  }

  /** A shape from its sizes, channels last: {@code of(28, 28, 1)} is a grey image. */
  public static Shape of(int... sizes) {
    if (sizes.length == 0) {
      throw new IllegalArgumentException("shape: needs at least the number of channels");
    }
    List<Integer> spatial = new ArrayList<>();
    for (int i = 0; i < sizes.length - 1; i++) {
      spatial.add(sizes[i]);
    }
    return new Shape(spatial, sizes[sizes.length - 1]);
  }

  /** What so many spatial sizes are called, outermost first: one to three of them. */
  public static List<String> axisNames(int count) {
    return switch (count) {
      case 1 -> List.of("length");
      case 2 -> List.of("height", "width");
      case MOST_DIMENSIONS -> List.of("depth", "height", "width");
      default -> throw new IllegalArgumentException(count + " spatial sizes have no names");
    };
  }

  /** Number of spatial positions: the product of the spatial sizes, 1 if there are none. */
  public int positions() {
    return spatial.stream().reduce(1, (a, b) -> a * b);
  }

  /** Number of values: positions times channels. */
  public int size() {
    return positions() * channels;
  }

  /** All sizes, channels last. */
  public List<Integer> sizes() {
    return Stream.concat(spatial.stream(), Stream.of(channels)).toList();
  }

  /** The shape of one position with the given channels: every spatial size is 1. */
  public Shape collapsed(int newChannels) {
    return new Shape(spatial.stream().map(length -> 1).toList(), newChannels);
  }

  @Override
  public String toString() {
    return sizes().stream().map(String::valueOf).collect(Collectors.joining("×"));
  }
}
