package dev.convoy.data.image;

import dev.convoy.files.LocalStorage;
import dev.convoy.files.Storage;
import dev.convoy.image.ImageLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All images of a source, as a task would get them. */
final class ReadImages implements ImageSink {
  static final Storage STORAGE = new LocalStorage();

  final List<EncodedImage> images = new ArrayList<>();
  final Map<String, String> bad = new LinkedHashMap<>();

  static ReadImages of(ImageSource source) throws IOException {
    return of(source, ImageLimits.STANDARD);
  }

  static ReadImages of(ImageSource source, ImageLimits limits) throws IOException {
    ReadImages read = new ReadImages();
    for (ImagePart part : source.parts()) {
      for (ImagePart listed : part.listed(STORAGE)) {
        listed.read(STORAGE, limits, read);
      }
    }
    return read;
  }

  static ImageSet open(Path place, ImageFields fields) throws IOException {
    return ImageSets.find(place.toString(), fields, STORAGE).orElseThrow();
  }

  List<Integer> labels() {
    return images.stream().map(EncodedImage::label).toList();
  }

  List<String> names() {
    return images.stream().map(EncodedImage::name).toList();
  }

  @Override
  public void add(EncodedImage image) {
    images.add(image);
  }

  @Override
  public void bad(String name, String reason) {
    bad.put(name, reason);
  }
}
