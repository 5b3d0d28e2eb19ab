package dev.convoy.simd;

import dev.convoy.kernel.Axis;
import dev.convoy.kernel.Window;

/** A padded image in scratch and what a filter sees of it, for weight gradients. */
final class PaddedImage {
  /** Channels. */
  final int channels;

  /** Positions of a line of the padded image. */
  final int extent;

  /** Output positions of a line. */
  final int positions;

  /** Floats between two windows of a line. */
  final int step;

  /** Whether a filter line holds all taps of the innermost axis. */
  final boolean touches;

  /** Makes the padded image. */
  final Rearrangement grid;

  /** Floats of an image. */
  final int inputSize;

  /** For each output position where its window begins in the padded image. */
  final int[] places;

  /** For each filter line, that is for taps that touch, where it begins in a window. */
  final int[] lines;

  /** Floats of a filter line. */
  final int lineLength;

  PaddedImage(Window window, int channels) {
    Axis depth = window.axes().get(0);
    Axis height = window.axes().get(1);
    Axis width = window.axes().get(2);
    int heightExtent = Sweep.forward(height).extent();
    int widthExtent = Sweep.forward(width).extent();
    this.channels = channels;
    this.extent = widthExtent;
    this.positions = width.output();
    this.step = width.stride() * channels;
    this.touches = width.dilation() == 1 || width.kernel() == 1;
    this.grid = new Rearrangement(Geometry.forward(window, channels, 1).sources(false), channels);
    this.inputSize = window.inputs() * channels;

    this.places = new int[window.outputs()];
    for (int i = 0; i < places.length; i++) {
      int w = i % width.output();
      int h = i / width.output() % height.output();
      int d = i / width.output() / height.output();
      int line = d * depth.stride() * heightExtent + h * height.stride();
      places[i] = (line * widthExtent + w * width.stride()) * channels;
    }

    int touching = touches ? width.kernel() : 1;
    this.lineLength = touching * channels;
    this.lines = new int[window.taps() / touching];
    for (int i = 0; i < lines.length; i++) {
      int tap = i * touching;
      int w = tap % width.kernel();
      int h = tap / width.kernel() % height.kernel();
      int d = tap / width.kernel() / height.kernel();
      int line = d * depth.dilation() * heightExtent + h * height.dilation();
      lines[i] = (line * widthExtent + w * width.dilation()) * channels;
    }
  }
}
