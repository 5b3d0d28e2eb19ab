package dev.convoy.data.image;

import dev.convoy.image.BadImageException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The features of a {@code tf.train.Example} that are of use: the first value of each. */
final class TfExample {
  private final Keys keys;
  private final Map<String, byte[]> texts = new HashMap<>();
  private final Map<String, Long> numbers = new HashMap<>();

  /**
   * Names of features; of several the first that is there.
   *
   * @param image of the encoded image
   * @param label of the class
   * @param id of a name
   */
  record Keys(List<String> image, List<String> label, List<String> id) implements Serializable {
    static Keys of(ImageFields fields) {
      return new Keys(
          fields.image().map(List::of).orElse(List.of("image/encoded", "image")),
          fields
              .label()
              .map(List::of)
              .orElse(List.of("image/class/label", "label", "image/class/text")),
          List.of("image/filename", "id"));
    }

    private boolean has(String key) {
      return image.contains(key) || label.contains(key) || id.contains(key);
    }
  }

  private TfExample(Keys keys) {
    this.keys = keys;
  }

  /** Reads {@code Example { Features features = 1; }}. */
  static TfExample parse(byte[] content, Keys keys) throws BadImageException {
    TfExample example = new TfExample(keys);
    ProtobufFields fields = new ProtobufFields(content);
    while (fields.next()) {
      if (fields.number() == 1) {
        example.features(fields.message());
      }
    }
    return example;
  }

  /** {@code Features { map<string, Feature> feature = 1; }}. */
  private void features(ProtobufFields features) throws BadImageException {
    while (features.next()) {
      if (features.number() == 1) {
        entry(features.message());
      }
    }
  }

  private void entry(ProtobufFields entry) throws BadImageException {
    String key = "";
    Optional<ProtobufFields> value = Optional.empty();
    while (entry.next()) {
      if (entry.number() == 1) {
        key = new String(entry.bytes(), StandardCharsets.UTF_8);
      } else if (entry.number() == 2) {
        value = Optional.of(entry.message());
      }
    }
    if (value.isPresent() && keys.has(key)) {
      feature(key, value.get());
    }
  }

  /** {@code Feature { BytesList = 1; FloatList = 2; Int64List = 3; }}, lists of field 1. */
  private void feature(String key, ProtobufFields feature) throws BadImageException {
    while (feature.next()) {
      int kind = feature.number();
      if (kind == 1 || kind == 3) {
        ProtobufFields list = feature.message();
        if (list.next() && list.number() == 1) {
          if (kind == 1) {
            texts.put(key, list.bytes());
          } else {
            numbers.put(key, list.firstInteger());
          }
        }
      }
    }
  }

  /** The image, with its label. */
  EncodedImage image(String name, ClassLabels labels) throws BadImageException {
    Optional<byte[]> content = first(keys.image());
    if (content.isEmpty()) {
      throw new BadImageException("has no feature " + String.join(" or ", keys.image()));
    }
    Optional<String> id = first(keys.id()).map(text -> new String(text, StandardCharsets.UTF_8));
    return new EncodedImage(name, id, label(labels), content.get());
  }

  private int label(ClassLabels labels) throws BadImageException {
    for (String key : keys.label()) {
      if (numbers.containsKey(key)) {
        return labels.of(numbers.get(key));
      }
      if (texts.containsKey(key)) {
        return labels.of(new String(texts.get(key), StandardCharsets.UTF_8));
      }
    }
    return labels.ofNone();
  }

  private Optional<byte[]> first(List<String> names) {
    return names.stream().filter(texts::containsKey).findFirst().map(texts::get);
  }
}
