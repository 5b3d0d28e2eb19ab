package dev.convoy.data.image;

import com.fasterxml.jackson.databind.JsonNode;
import dev.convoy.data.FileStamp;
import dev.convoy.files.Storage;
import dev.convoy.image.BadImageException;
import dev.convoy.image.ImageLimits;
import dev.convoy.text.StrictJson;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A tar file of samples.
 *
 * @param file as it was when it was opened
 * @param image the ending of images if the user gave one, or none
 * @param label the ending of labels
 * @param labels how labels become classes
 */
record WebDatasetPart(FileStamp file, List<String> image, String label, ClassLabels labels)
    implements ImagePart {
  /** The usual ending of labels, instead of which JSON may have them. */
  static final String LABEL = "cls";

  private static final String JSON = "json";
  private static final int MOST_LABEL_BYTES = 1 << 10;
  private static final int MOST_JSON_BYTES = 1 << 20;

  @Override
  public String name() {
    return file.file().text();
  }

  @Override
  public String state() {
    return file.file().name() + "\t" + file.length() + "\t" + file.modified();
  }

  @Override
  public void read(Storage storage, ImageLimits limits, ImageSink to) throws IOException {
    file.requireUnchanged(storage);
    try (InputStream in = new BufferedInputStream(storage.open(file.file()), 1 << 16)) {
      TarMembers members = new TarMembers(in, file.length(), file.file().text());
      Sample sample = new Sample("");
      while (members.next()) {
        int dot = dot(members.name());
        if (dot < 0) {
          continue;
        }
        String key = members.name().substring(0, dot);
        if (!key.equals(sample.key)) {
          sample.end(to);
          sample = new Sample(key);
        }
        sample.take(members.name().substring(dot + 1), members, limits);
      }
      sample.end(to);
    }
  }

  /**
   * Where a path's last name has its first dot, before which there is the key; -1 if it has none,
   * or begins with it.
   */
  private static int dot(String path) {
    int name = path.lastIndexOf('/') + 1;
    int dot = path.indexOf('.', name);
    return dot > name ? dot : -1;
  }

  /** An ending with a dot, such as {@code seg.png}, is another column. */
  private boolean isImage(String ending) {
    return image.isEmpty()
        ? ending.indexOf('.') < 0 && ImageFiles.isImage("a." + ending)
        : image.contains(ending);
  }

  /** Files with one key. */
  private final class Sample {
    private final String key;
    private Optional<byte[]> content = Optional.empty();
    private Optional<String> text = Optional.empty();
    private Optional<byte[]> json = Optional.empty();
    private String imageEnding = "";
    private String reason = "";

    Sample(String key) {
      this.key = key;
    }

    void take(String ending, TarMembers members, ImageLimits limits) throws IOException {
      if (isImage(ending)) {
        image(ending, members, limits);
      } else if (ending.equals(JSON) && label.equals(LABEL) && members.size() <= MOST_JSON_BYTES) {
        json = Optional.of(members.content());
      } else if (ending.equals(label) && members.size() <= MOST_LABEL_BYTES) {
        text = Optional.of(new String(members.content(), StandardCharsets.UTF_8).strip());
      }
    }

    private void image(String ending, TarMembers members, ImageLimits limits) throws IOException {
      if (!imageEnding.isEmpty()) {
        reason =
            "has images that end with "
                + imageEnding
                + " and "
                + ending
                + "; --image-column says which";
      } else if (members.size() > limits.bytes()) {
        reason = limits.tooManyBytes(members.size());
      } else {
        content = Optional.of(members.content());
      }
      imageEnding = ending;
    }

    void end(ImageSink to) throws IOException {
      String name = file.file().name() + "/" + key;
      if (!reason.isEmpty()) {
        to.bad(name, reason);
      } else if (content.isPresent()) {
        int number;
        try {
          number = number();
        } catch (BadImageException e) {
          to.bad(name, e.getMessage());
          return;
        }
        to.add(new EncodedImage(name, Optional.of(key), number, content.get()));
      }
    }

    private int number() throws BadImageException {
      Optional<String> found = text.isPresent() || json.isEmpty() ? text : labelIn(json.get());
      return found.isPresent() ? labels.of(found.get()) : labels.ofNone();
    }

    private Optional<String> labelIn(byte[] object) throws BadImageException {
      JsonNode value;
      try {
        value = StrictJson.object(key, object).path("label");
      } catch (IllegalArgumentException e) {
        if (!labels.needed()) {
          return Optional.empty();
        }
        throw new BadImageException("has damaged JSON", e);
      }
      if (value.isMissingNode() || value.isNull() || !labels.needed() && !isLabel(value)) {
        return Optional.empty();
      }
      if (!isLabel(value)) {
        throw new BadImageException(
            "has label " + StrictJson.shown(value) + ", must be a whole number or a name");
      }
      return Optional.of(value.asText());
    }

    private static boolean isLabel(JsonNode value) {
      return value.isIntegralNumber() || value.isTextual();
    }
  }
}
