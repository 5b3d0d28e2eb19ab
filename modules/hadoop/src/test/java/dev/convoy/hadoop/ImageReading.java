package dev.convoy.hadoop;

import dev.convoy.data.image.EncodedImage;
import dev.convoy.data.image.ImagePart;
import dev.convoy.data.image.ImageSink;
import dev.convoy.data.image.ImageSource;
import dev.convoy.files.Storage;
import dev.convoy.image.ImageLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads all images of a source, in one of the two ways. */
final class ImageReading implements ImageSink {
  final List<EncodedImage> images = new ArrayList<>();
  final Map<String, String> bad = new TreeMap<>();

  /** Part by part as tasks do, after each was listed. */
  static ImageReading listed(ImageSource source, Storage storage, ImageLimits limits)
      throws IOException {
    ImageReading reading = new ImageReading();
    for (ImagePart part : source.parts()) {
      for (ImagePart listed : part.listed(storage)) {
        listed.read(storage, limits, reading);
      }
    }
    return reading;
  }

  /** As they are. */
  static ImageReading whole(ImageSource source, Storage storage) throws IOException {
    ImageReading reading = new ImageReading();
    for (ImagePart part : source.parts()) {
      part.read(storage, ImageLimits.STANDARD, reading);
    }
    return reading;
  }

  @Override
  public void add(EncodedImage image) {
    images.add(image);
  }

  @Override
  public void bad(String name, String reason) {
    bad.put(name, reason);
  }

  List<String> names() {
    return images.stream().map(EncodedImage::name).toList();
  }

  List<Integer> labels() {
    return images.stream().map(EncodedImage::label).toList();
  }
}
