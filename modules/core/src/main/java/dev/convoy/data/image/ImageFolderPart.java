package dev.convoy.data.image;

import dev.convoy.files.FileEntry;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.image.ImageLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The images of a folder, before it is listed.
 *
 * @param root the data set's folder, which names of images leave out
 * @param folder absolute
 * @param label of all its images
 * @param flat whether folders below it are left out
 */
record ImageFolderPart(FilePath root, FilePath folder, int label, boolean flat)
    implements ImagePart {
  private static final int FILES = 256;

  @Override
  public String name() {
    return folder.text();
  }

  @Override
  public List<ImagePart> listed(Storage storage) throws IOException {
    List<FileEntry> files = ImageFiles.list(folder, flat, storage);
    List<ImagePart> parts = new ArrayList<>();
    for (int from = 0; from < files.size(); from += FILES) {
      List<ImageFilesPart.File> some = new ArrayList<>();
      for (FileEntry file : files.subList(from, Math.min(files.size(), from + FILES))) {
        String name = ImageFiles.below(folder, file.path());
        some.add(new ImageFilesPart.File(name, file.length(), file.modified()));
      }
      parts.add(new ImageFilesPart(root, folder, label, some));
    }
    return parts;
  }

  @Override
  public String state() {
    return folder.text();
  }

  @Override
  public void read(Storage storage, ImageLimits limits, ImageSink to) throws IOException {
    for (ImagePart part : listed(storage)) {
      part.read(storage, limits, to);
    }
  }
}
