package dev.convoy.data;

import dev.convoy.files.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Opens data sets by name: a folder at a path or URI, or what else a {@link DataFormat} recognizes,
 * such as {@code generated:1000}. {@code NAME:} before it says the format; without that the first
 * one is taken that recognizes it, Convoy's own before those of others.
 */
public final class DataSets {
  private static final String PACKED = "packed";
  private static final String PARQUET = "parquet";

  /** In the order in which they are tried. */
  private static final List<String> OWN =
      List.of(GeneratedFormat.NAME, PACKED, "idx", "cifar-10", PARQUET);

  /** What stands in for formats of a module that is not on the class path. */
  private static final List<DataFormat> ABSENT = List.of(AbsentFormat.PACKED, AbsentFormat.PARQUET);

  private DataSets() {}

  /**
   * Opens and checks training data.
   *
   * @throws IOException if they are missing or damaged; the message names the file
   */
  public static DataSource training(String name, Storage storage) throws IOException {
    Found found = find(name, storage);
    return found.format().training(found.location());
  }

  /** The test data that come with training data, if any. */
  public static Optional<DataSource> testBeside(String name, Storage storage) throws IOException {
    Found found = find(name, storage);
    return found.format().test(found.location());
  }

  /** What to evaluate on while training: the folder's validation data, or else its test data. */
  public static Optional<DataSource> validationBeside(String name, Storage storage)
      throws IOException {
    Found found = find(name, storage);
    Optional<DataSource> validation = found.format().validation(found.location());
    return validation.isPresent() ? validation : found.format().test(found.location());
  }

  /** What to evaluate a model on: the folder's test, validation or training data. */
  public static DataSource evaluation(String name, Storage storage) throws IOException {
    Optional<DataSource> test = testBeside(name, storage);
    Optional<DataSource> other = test.isPresent() ? test : validationBeside(name, storage);
    return other.isPresent() ? other.get() : training(name, storage);
  }

  /** The path or URI without the name of a format, if there is one before it. */
  public static String withoutFormat(String name) {
    return named(name, formats()).map(format -> rest(name, format)).orElse(name);
  }

  /**
   * Whether data are pixels for sure: their name says a format, or one recognizes them. Parquet may
   * hold encoded images as well.
   */
  public static boolean arePixels(String name, Storage storage) throws IOException {
    List<DataFormat> formats = formats();
    if (named(name, formats).isPresent()) {
      return true;
    }
    DataLocation location = new DataLocation(name, storage);
    for (DataFormat format : formats) {
      if (!format.name().equals(PARQUET) && format.recognizes(location)) {
        return true;
      }
    }
    return false;
  }

  private record Found(DataFormat format, DataLocation location) {}

  private static Found find(String name, Storage storage) throws IOException {
    List<DataFormat> formats = formats();
    Optional<DataFormat> named = named(name, formats);
    if (named.isPresent()) {
      return new Found(named.get(), new DataLocation(rest(name, named.get()), storage));
    }
    DataLocation location = new DataLocation(name, storage);
    List<DataFormat> others = new ArrayList<>();
    for (DataFormat format : formats) {
      if (format.recognizes(location)) {
        if (OWN.contains(format.name())) {
          return new Found(format, location);
        }
        others.add(format);
      }
    }
    if (others.isEmpty()) {
      throw unknown(location, formats);
    }
    if (others.size() > 1) {
      throw new IOException(
          "'"
              + name
              + "': may be "
              + others.stream().map(DataFormat::name).collect(Collectors.joining(" or "))
              + "; put one of these names and a colon before it");
    }
    return new Found(others.get(0), location);
  }

  /** The format whose name stands before the first colon. */
  private static Optional<DataFormat> named(String name, List<DataFormat> formats) {
    return formats.stream()
        .filter(format -> !format.name().equals(GeneratedFormat.NAME))
        .filter(format -> name.startsWith(format.name() + ":"))
        .findFirst();
  }

  private static String rest(String name, DataFormat format) {
    return name.substring(format.name().length() + 1);
  }

  /** Convoy's own in their order, then others by name. */
  private static List<DataFormat> formats() {
    Map<String, DataFormat> found =
        Stream.concat(
                ServiceLoader.load(DataFormat.class, DataFormat.class.getClassLoader()).stream()
                    .map(ServiceLoader.Provider::get),
                ABSENT.stream())
            .collect(
                Collectors.toMap(DataFormat::name, Function.identity(), (first, same) -> first));
    return found.values().stream()
        .sorted(
            Comparator.comparingInt((DataFormat format) -> place(format.name()))
                .thenComparing(DataFormat::name))
        .toList();
  }

  private static int place(String name) {
    return OWN.contains(name) ? OWN.indexOf(name) : OWN.size();
  }

  private static IOException unknown(DataLocation location, List<DataFormat> formats)
      throws IOException {
    String named = "'" + location.name() + "': ";
    if (!location.exists()) {
      return new FileNotFoundException(named + "no such folder");
    }
    if (!location.isFolder()) {
      return new IOException(named + "is a file, must be a folder or end with .parquet");
    }
    return new FileNotFoundException(
        named
            + "needs "
            + formats.stream()
                .filter(format -> !format.name().equals(GeneratedFormat.NAME))
                // what users bring comes first
                .sorted(Comparator.comparing(format -> format.name().equals(PACKED)))
                .map(DataFormat::needs)
                .collect(Collectors.joining(", or "))
            + ", or encoded images, such as JPEG files in folders of classes");
  }
}
