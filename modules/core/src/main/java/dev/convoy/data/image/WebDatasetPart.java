package dev.convoy.data.image;

import dev.convoy.data.FileStamp;
import dev.convoy.files.Storage;
import dev.convoy.image.BadImageException;
import dev.convoy.image.ImageLimits;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
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
  private static final int MOST_LABEL_BYTES = 1 << 10;

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
      TarMembers members = new TarMembers(in, file.file().text());
      Sample sample = new Sample("");
      while (members.next()) {
        String key = key(members.name());
        if (!key.equals(sample.key)) {
          sample.end(to);
          sample = new Sample(key);
        }
        sample.take(members, limits);
      }
      sample.end(to);
    }
  }

  /** The path up to the first dot of the last name. */
  private static String key(String path) {
    int dot = path.indexOf('.', path.lastIndexOf('/') + 1);
    return dot < 0 ? path : path.substring(0, dot);
  }

  private static String ending(String path) {
    return path.substring(Math.min(path.length(), key(path).length() + 1));
  }

  /** Files with one name. */
  private final class Sample {
    private final String key;
    private Optional<byte[]> content = Optional.empty();
    private Optional<String> text = Optional.empty();
    private String reason = "";

    Sample(String key) {
      this.key = key;
    }

    void take(TarMembers members, ImageLimits limits) throws IOException {
      String ending = ending(members.name());
      if (isImage(ending)) {
        if (members.size() > limits.bytes()) {
          reason = limits.tooManyBytes(members.size());
        } else {
          content = Optional.of(members.content());
        }
      } else if (ending.equals(label) && members.size() <= MOST_LABEL_BYTES) {
        text = Optional.of(new String(members.content(), StandardCharsets.UTF_8).strip());
      }
    }

    private boolean isImage(String ending) {
      return image.isEmpty()
          ? ImageFiles.isImage("a." + ending.toLowerCase(Locale.ROOT))
          : image.contains(ending);
    }

    void end(ImageSink to) throws IOException {
      String name = file.file().name() + "/" + key;
      if (!reason.isEmpty()) {
        to.bad(name, reason);
      } else if (content.isPresent()) {
        int number;
        try {
          number = text.isPresent() ? labels.of(text.get()) : labels.ofNone();
        } catch (BadImageException e) {
          to.bad(name, e.getMessage());
          return;
        }
        to.add(new EncodedImage(name, Optional.of(key), number, content.get()));
      }
    }
  }
}
