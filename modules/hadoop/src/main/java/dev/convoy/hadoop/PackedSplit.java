package dev.convoy.hadoop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.data.Block;
import dev.convoy.data.Histograms;
import dev.convoy.files.FileRecord;
import dev.convoy.tensor.Shape;
import dev.convoy.text.StrictJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a manifest says of the training or the test data.
 *
 * @param shape of each image
 * @param examples number of rows of all files
 * @param classes the largest label plus 1
 * @param rowsPerGroup number of rows of each row group but the last
 * @param hashes of the examples
 * @param histograms how often each byte is in each channel
 * @param files in the order of their rows
 */
record PackedSplit(
    Shape shape,
    long examples,
    int classes,
    int rowsPerGroup,
    Hashes hashes,
    Histograms histograms,
    List<PackedFile> files) {

  /**
   * Hashes of the examples.
   *
   * @param packed SHA-256 of the examples in their order, however they are cut
   * @param source fingerprint of what was packed
   */
  record Hashes(String packed, String source) {}

  /**
   * A file.
   *
   * @param name in the packed folder
   * @param rows number of rows
   * @param content length and SHA-256
   */
  record PackedFile(String name, long rows, FileRecord content) {}

  private static final int DIMENSIONS = 3;

  /** A note in each footer: which pack the file is of. */
  static final String PACK_NOTE = "convoy.pack";

  /** A note in each footer: the position of the file's first row. */
  static final String FIRST_NOTE = "convoy.first";

  /** SHA-256 of the examples in their order. */
  String fingerprint() {
    return hashes.packed();
  }

  /** The fingerprint of what was packed. */
  String source() {
    return hashes.source();
  }

  /** What distinguishes files of this pack from those of others. */
  static String packNote(String source, long seed, int rowsPerGroup) {
    return source + "/" + seed + "/" + rowsPerGroup;
  }

  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode sizes = json.putArray("shape");
    shape.sizes().forEach(sizes::add);
    json.put("examples", examples).put("classes", classes).put("rowsPerGroup", rowsPerGroup);
    json.put("fingerprint", hashes.packed()).put("source", hashes.source());
    ArrayNode list = json.putArray("files");
    for (PackedFile file : files) {
      list.addObject()
          .put("name", file.name())
          .put("rows", file.rows())
          .put("bytes", file.content().bytes())
          .put("sha256", file.content().sha256());
    }
    ArrayNode counts = json.putArray("histograms");
    for (long[] channel : histograms.counts()) {
      counts.add(PackManifest.array(channel));
    }
    return json;
  }

  static PackedSplit parse(String source, String split, JsonNode json) {
    List<Integer> sizes = new ArrayList<>();
    json.path("shape").forEach(size -> sizes.add(size.isInt() ? size.intValue() : 0));
    double values = sizes.stream().mapToDouble(Integer::doubleValue).reduce(1, (a, b) -> a * b);
    boolean shaped =
        sizes.size() == DIMENSIONS
            && sizes.stream().allMatch(size -> size >= 1)
            && values <= Block.MOST_IMAGE_BYTES;
    boolean numbered =
        isCount(json.path("examples"))
            && isInt(json.path("classes"))
            && isInt(json.path("rowsPerGroup"))
            && json.path("fingerprint").isTextual()
            && json.path("source").isTextual();
    if (!shaped || !numbered) {
      throw StrictJson.malformed(
          source,
          split
              + " must have a shape of height, width and channels with at most "
              + Block.MOST_IMAGE_BYTES
              + " values, examples, classes, rowsPerGroup, fingerprint and source",
          null);
    }
    PackedSplit result =
        new PackedSplit(
            Shape.of(sizes.stream().mapToInt(Integer::intValue).toArray()),
            json.get("examples").longValue(),
            json.get("classes").intValue(),
            json.get("rowsPerGroup").intValue(),
            new Hashes(json.get("fingerprint").textValue(), json.get("source").textValue()),
            histograms(source, split, json.path("histograms")),
            files(source, split, json.path("files")));
    result.requireConsistent(source, split);
    return result;
  }

  private static List<PackedFile> files(String source, String split, JsonNode list) {
    List<PackedFile> files = new ArrayList<>();
    for (JsonNode file : list) {
      String name = file.path("name").asText();
      boolean good =
          name.equals(fileName(split, files.size()))
              && isCount(file.path("rows"))
              && isCount(file.path("bytes"))
              && file.path("sha256").isTextual();
      if (!good) {
        throw StrictJson.malformed(
            source,
            split
                + ": file "
                + StrictJson.shown(file)
                + " must have the name "
                + fileName(split, files.size())
                + ", rows, bytes and sha256",
            null);
      }
      FileRecord content =
          new FileRecord(file.get("bytes").longValue(), file.get("sha256").textValue());
      files.add(new PackedFile(name, file.get("rows").longValue(), content));
    }
    return List.copyOf(files);
  }

  private static Histograms histograms(String source, String split, JsonNode channels) {
    long[][] counts = new long[channels.size()][];
    for (int c = 0; c < counts.length; c++) {
      JsonNode levels = channels.get(c);
      counts[c] = new long[levels.size()];
      for (int level = 0; level < counts[c].length; level++) {
        counts[c][level] = levels.get(level).canConvertToLong() ? levels.get(level).asLong() : -1;
      }
      if (counts[c].length != Histograms.LEVELS || Arrays.stream(counts[c]).anyMatch(n -> n < 0)) {
        throw StrictJson.malformed(
            source, split + ": each of histograms must be 256 counts, at least 0", null);
      }
    }
    return new Histograms(counts);
  }

  private void requireConsistent(String source, String split) {
    double rows = files.stream().mapToDouble(PackedFile::rows).sum();
    boolean whole =
        files.stream()
            .limit(Math.max(0, files.size() - 1))
            .allMatch(f -> f.rows() % rowsPerGroup == 0);
    double pixels = (double) examples * shape.positions();
    boolean counted =
        histograms.counts().length == shape.channels()
            && Arrays.stream(histograms.counts())
                .allMatch(counts -> Arrays.stream(counts).asDoubleStream().sum() == pixels);
    if (rows != examples || !whole || !counted) {
      throw StrictJson.malformed(
          source,
          split
              + ": "
              + examples
              + " examples do not agree with the rows of its files or with its histograms",
          null);
    }
  }

  /** The name of the file with this index. */
  static String fileName(String split, int index) {
    return String.format(Locale.ROOT, "%s/part-%05d.parquet", split, index);
  }

  /** Below 2⁵³, so that sums can be compared as doubles. */
  private static boolean isCount(JsonNode node) {
    return node.isIntegralNumber()
        && node.canConvertToLong()
        && node.longValue() >= 1
        && node.longValue() < 1L << 53;
  }

  private static boolean isInt(JsonNode node) {
    return node.isInt() && node.intValue() >= 1;
  }
}
