package dev.convoy.data.image;

import dev.convoy.data.DataLocation;
import dev.convoy.files.FilePath;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The files of a folder by split, as their names say: {@code train}, {@code validation}, {@code
 * valid}, {@code val}, {@code dev} or {@code test} as a word. What has no such word, or {@code
 * train} as well, is for training.
 */
final class SplitFiles {
  private static final Set<String> TRAINING = Set.of("train", "training");
  private static final Set<String> VALIDATION = Set.of("validation", "valid", "val", "dev");
  private static final Set<String> TEST = Set.of("test");

  private final List<FilePath> training = new ArrayList<>();
  private final List<FilePath> validation = new ArrayList<>();
  private final List<FilePath> test = new ArrayList<>();

  /** What opens the files of a split. */
  interface Opener {
    ImageSource open(List<FilePath> files) throws IOException;
  }

  private SplitFiles() {}

  /** Whether there is such a file, or the location is one. */
  static boolean any(DataLocation location, Predicate<String> isOne) throws IOException {
    if (location.isFolder()) {
      return location.files().stream().anyMatch(name -> isShown(name) && isOne.test(name));
    }
    return location.exists() && isOne.test(location.path().name());
  }

  private static boolean isShown(String name) {
    return !ImageFiles.isHidden(name);
  }

  /** The files of a folder, sorted by name, or the one file. */
  static SplitFiles of(DataLocation location, Predicate<String> isOne) throws IOException {
    SplitFiles files = new SplitFiles();
    if (!location.isFolder()) {
      files.training.add(location.storage().absolute(location.path()));
      return files;
    }
    for (String name : location.files()) {
      if (isShown(name) && isOne.test(name)) {
        files.split(name).add(location.file(name));
      }
    }
    return files;
  }

  private List<FilePath> split(String name) {
    List<String> words = List.of(name.toLowerCase(Locale.ROOT).split("[^a-z]+"));
    if (words.stream().anyMatch(TRAINING::contains)) {
      return training;
    }
    for (String word : words) {
      if (VALIDATION.contains(word)) {
        return validation;
      }
      if (TEST.contains(word)) {
        return test;
      }
    }
    return training;
  }

  /** All files. */
  List<FilePath> all() {
    List<FilePath> all = new ArrayList<>(training);
    all.addAll(validation);
    all.addAll(test);
    return all;
  }

  /**
   * Opens each split that has files.
   *
   * @throws FileNotFoundException if there are none to train on
   */
  ImageSet open(String name, Opener opener) throws IOException {
    if (training.isEmpty() && validation.isEmpty() && test.isEmpty()) {
      throw new FileNotFoundException("'" + name + "': has no files of this format");
    }
    if (training.isEmpty()) {
      // A test set alone, to evaluate or predict.
      return ImageSet.of(opener.open(all()));
    }
    return new ImageSet(
        opener.open(training),
        validation.isEmpty() ? Optional.empty() : Optional.of(opener.open(validation)),
        test.isEmpty() ? Optional.empty() : Optional.of(opener.open(test)));
  }
}
