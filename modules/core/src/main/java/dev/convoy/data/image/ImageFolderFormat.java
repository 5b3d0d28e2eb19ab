package dev.convoy.data.image;

import dev.convoy.data.DataLocation;
import dev.convoy.data.FileStamp;
import dev.convoy.files.FileEntry;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.text.DidYouMean;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Image files in folders of classes, such as {@code train/cat/1.jpg}: the sorted names of the
 * folders are the classes. Beside {@code train} there may be {@code val} and {@code test}, or these
 * are there alone, to evaluate on. Names that start with a dot or underscore are passed over.
 * Without labels one image file is a data set, too.
 */
public final class ImageFolderFormat implements ImageFormat {
  private static final String TRAINING = "train";
  private static final List<String> VALIDATION = List.of("val", "validation", "valid");
  private static final String TEST = "test";

  @Override
  public String name() {
    return "image-folder";
  }

  @Override
  public String needs() {
    return "folders of classes with image files, such as train/cat/1.jpg";
  }

  @Override
  public boolean recognizes(DataLocation location, ImageFields fields) throws IOException {
    if (!location.isFolder()) {
      return !fields.labelled() && location.exists() && ImageFiles.isImage(location.path().name());
    }
    Storage storage = location.storage();
    FilePath root = location.path();
    List<String> folders = folders(root, storage);
    FilePath first = first(folders).map(root::resolve).orElse(root);
    return ImageFiles.anyBelow(first, fields.labelled() ? 1 : 0, storage);
  }

  /** The folder of the split that says the classes, unless the folders are classes themselves. */
  private static Optional<String> first(List<String> folders) {
    if (folders.contains(TRAINING)) {
      return Optional.of(TRAINING);
    }
    boolean splits =
        folders.stream().allMatch(name -> name.equals(TEST) || VALIDATION.contains(name));
    if (!splits || folders.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(folders.contains(TEST) ? TEST : folders.get(0));
  }

  @Override
  public ImageSet open(DataLocation location, ImageFields fields) throws IOException {
    Storage storage = location.storage();
    FilePath root = storage.absolute(location.path());
    if (!location.isFolder()) {
      return ImageSet.of(openFile(location.name(), root, fields, storage));
    }
    List<String> folders = folders(root, storage);
    if (!folders.contains(TRAINING)) {
      FilePath alone = first(folders).map(root::resolve).orElse(root);
      return ImageSet.of(open(location.name(), root, alone, fields, storage));
    }
    ImageSource training = open(location.name(), root, root.resolve(TRAINING), fields, storage);
    ImageFields known =
        fields.classNames().isPresent() ? fields : fields.withClassNames(training.classNames());
    Optional<ImageSource> validation = Optional.empty();
    for (String name : VALIDATION) {
      if (validation.isEmpty() && folders.contains(name)) {
        validation = Optional.of(open(location.name(), root, root.resolve(name), known, storage));
      }
    }
    Optional<ImageSource> test =
        folders.contains(TEST)
            ? Optional.of(open(location.name(), root, root.resolve(TEST), known, storage))
            : Optional.empty();
    return new ImageSet(training, validation, test);
  }

  private static ImageSource openFile(
      String name, FilePath file, ImageFields fields, Storage storage) throws IOException {
    FileStamp found = FileStamp.of(file, storage);
    if (fields.labelled()) {
      throw new IOException(file + ": is a file, needs folders of classes");
    }
    ImageFilesPart.File entry =
        new ImageFilesPart.File(file.name(), found.length(), found.modified());
    FilePath folder = file.parent();
    ImagePart part = new ImageFilesPart(folder, folder, EncodedImage.UNLABELLED, List.of(entry));
    return new ImageSource(name, fields.classNames().orElse(List.of()), List.of(part));
  }

  /** The images of a split, a part for each class. */
  private static ImageSource open(
      String name, FilePath root, FilePath split, ImageFields fields, Storage storage)
      throws IOException {
    List<String> folders = folders(split, storage);
    List<String> classes = fields.classNames().orElse(folders);
    Map<String, Integer> labels = new LinkedHashMap<>();
    for (String each : classes) {
      labels.put(each, labels.size());
    }
    List<ImagePart> parts = new ArrayList<>();
    if (!fields.labelled()) {
      parts.add(new ImageFolderPart(root, split, EncodedImage.UNLABELLED, true));
    }
    for (String folder : folders) {
      if (fields.labelled() && !labels.containsKey(folder)) {
        throw new IOException(
            split.resolve(folder)
                + ": class '"
                + folder
                + "' is none of those to train on"
                + DidYouMean.suggestion(folder, labels.keySet()));
      }
      int label = labels.getOrDefault(folder, EncodedImage.UNLABELLED);
      parts.add(new ImageFolderPart(root, split.resolve(folder), label, false));
    }
    if (folders.isEmpty() && fields.labelled()) {
      throw new IOException(split + ": has no folders; needs one for each class");
    }
    return new ImageSource(
        name, fields.labelled() ? classes : fields.classNames().orElse(List.of()), parts);
  }

  /** The names of folders, sorted. */
  private static List<String> folders(FilePath folder, Storage storage) throws IOException {
    return ImageFiles.entries(folder, storage).stream()
        .filter(FileEntry::isDirectory)
        .map(FileEntry::name)
        .filter(name -> !ImageFiles.isHidden(name))
        .sorted(NameOrder.BY_CODE_POINT)
        .toList();
  }
}
