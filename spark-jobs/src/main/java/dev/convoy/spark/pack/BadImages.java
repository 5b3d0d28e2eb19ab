package dev.convoy.spark.pack;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.convoy.files.Digests;
import dev.convoy.spark.wire.DecodeReport.BadImage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The images that were left out. */
final class BadImages {
  /** The file that names them, one JSON object a line. */
  static final String FILE = "bad-images.jsonl";

  /** The folder with their contents. */
  static final String FOLDER = "bad-images";

  private static final int HASH_DIGITS = 12;
  private static final int MOST_NAME = 100;

  private final Map<String, List<BadImage>> splits = new LinkedHashMap<>();

  void add(String split, List<BadImage> found) {
    splits.computeIfAbsent(split, name -> new ArrayList<>()).addAll(found);
  }

  long count() {
    return splits.values().stream().mapToLong(List::size).sum();
  }

  /** The content of the file. */
  byte[] json(boolean quarantined) {
    StringBuilder lines = new StringBuilder();
    splits.forEach(
        (split, images) ->
            images.forEach(
                image -> {
                  var line = JsonNodeFactory.instance.objectNode();
                  line.put("split", split).put("image", image.name()).put("reason", image.reason());
                  if (quarantined) {
                    line.put("file", FOLDER + "/" + fileName(image.name()));
                  }
                  lines.append(line).append('\n');
                }));
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The file with a bad image's content: a hash of the image's name and what is plain in it. */
  static String fileName(String image) {
    byte[] hash = Digests.sha256().digest(image.getBytes(StandardCharsets.UTF_8));
    String plain = image.replaceAll("[^A-Za-z0-9._-]", "_");
    return HexFormat.of().formatHex(hash).substring(0, HASH_DIGITS)
        + "-"
        + plain.substring(Math.max(0, plain.length() - MOST_NAME));
  }
}
