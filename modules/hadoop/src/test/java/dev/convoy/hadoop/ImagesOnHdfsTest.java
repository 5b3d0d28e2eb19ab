package dev.convoy.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.checkpoint.MiniHdfs;
import dev.convoy.data.image.EncodedImage;
import dev.convoy.data.image.ImageFields;
import dev.convoy.data.image.ImagePart;
import dev.convoy.data.image.ImageSet;
import dev.convoy.data.image.ImageSets;
import dev.convoy.data.image.ImageSource;
import dev.convoy.files.FilePath;
import dev.convoy.files.LocalStorage;
import dev.convoy.files.NewFile;
import dev.convoy.files.Storage;
import dev.convoy.image.ImageLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data sets of images on HDFS give the same images as on disk. */
@Tag("slow")
final class ImagesOnHdfsTest {
  private static final List<String> FOLDER =
      List.of(
          "train/dog/b.JPG",
          "train/dog/old/a.png",
          "train/hot cat/100%#1 é.png",
          "train/hot cat/\uD83D\uDE00.png",
          "train/hot cat/\uFF21.png",
          "train/hot cat/notes.txt",
          "train/_logs/1.png",
          "val/dog/1.png",
          "test/hot cat/2.png");

  private static final Storage DISK = new LocalStorage();

  @TempDir private static Path temporary;
  @TempDir private Path disk;
  private static MiniHdfs hdfs;

  @BeforeAll
  static void start() throws IOException {
    hdfs = new MiniHdfs(temporary, 2);
  }

  @AfterAll
  static void stop() {
    hdfs.close();
  }

  /** Writes the same file in both places. */
  private void write(String folder, String name, byte[] content) throws IOException {
    Path local = disk.resolve(name);
    Files.createDirectories(local.getParent());
    Files.write(local, content);
    FilePath remote = FilePath.of(hdfs.uri(folder)).resolve(name);
    try (NewFile file = hdfs.storage().create(remote)) {
      file.write(content, 0, content.length);
    }
  }

  private void writeFolder(String folder) throws IOException {
    for (String name : FOLDER) {
      write(folder, name, name.getBytes(StandardCharsets.UTF_8));
    }
  }

  private ImageSet onDisk() throws IOException {
    return ImageSets.find(disk.toString(), ImageFields.USUAL, DISK).orElseThrow();
  }

  private static ImageSet onHdfs(String path) throws IOException {
    return ImageSets.find(hdfs.uri(path), ImageFields.USUAL, hdfs.storage()).orElseThrow();
  }

  private static ImageReading read(ImageSource source, Storage storage) throws IOException {
    return ImageReading.listed(source, storage, ImageLimits.STANDARD);
  }

  private static void requireSame(ImageSource onHdfs, ImageSource onDisk) throws IOException {
    ImageReading remote = read(onHdfs, hdfs.storage());
    ImageReading local = read(onDisk, DISK);
    assertThat(remote.images).isNotEmpty();
    assertThat(onHdfs.classNames()).isEqualTo(onDisk.classNames());
    assertThat(remote.names()).isEqualTo(local.names());
    assertThat(remote.labels()).isEqualTo(local.labels());
    assertThat(remote.images.stream().map(EncodedImage::content).toList())
        .usingElementComparator(Arrays::compare)
        .isEqualTo(local.images.stream().map(EncodedImage::content).toList());
    assertThat(remote.bad).isEqualTo(local.bad);
  }

  private static void requireSame(ImageSet onHdfs, ImageSet onDisk) throws IOException {
    requireSame(onHdfs.training(), onDisk.training());
    requireSame(onHdfs.validation().orElseThrow(), onDisk.validation().orElseThrow());
    requireSame(onHdfs.test().orElseThrow(), onDisk.test().orElseThrow());
  }

  @Test
  void foldersOfClasses() throws IOException {
    writeFolder("/a folder");

    ImageSet remote = onHdfs("/a folder");

    requireSame(remote, onDisk());
    assertThat(read(remote.training(), hdfs.storage()).names())
        .hasSize(5)
        .last()
        .isEqualTo("train/hot cat/\uD83D\uDE00.png");
  }

  /** The folder's name is all of the path. */
  @Test
  void foldersAtTheRoot() throws IOException {
    writeFolder("/");
    try {
      requireSame(onHdfs("/"), onDisk());
    } finally {
      for (String split : List.of("train", "val", "test")) {
        hdfs.files().delete(new org.apache.hadoop.fs.Path("/" + split), true);
      }
    }
  }

  @Test
  void manifests() throws IOException {
    writeFolder("/manifest");
    String absolute = hdfs.uri("/manifest/val/dog/1.png");
    String rows = "path,label\ntrain/dog/b.JPG,dog\ntrain/hot cat/100%#1 é.png,cat\nnone.png,cat\n";
    write("/manifest", "all.csv", rows.getBytes(StandardCharsets.UTF_8));
    byte[] withUri = (rows + absolute + ",cat\n").getBytes(StandardCharsets.UTF_8);
    try (NewFile file = hdfs.storage().create(FilePath.of(hdfs.uri("/manifest/uri/all.csv")))) {
      file.write(withUri, 0, withUri.length);
    }

    requireSame(onHdfs("/manifest").training(), onDisk().training());
    assertThat(read(onHdfs("/manifest/uri").training(), hdfs.storage()).names())
        .containsExactly(absolute);
  }

  @Test
  void aFileThatChangedOrVanishedSinceItWasListedIsAnError() throws IOException {
    writeFolder("/changing");
    List<ImagePart> parts =
        onHdfs("/changing").test().orElseThrow().parts().get(0).listed(hdfs.storage());
    FilePath file = FilePath.of(hdfs.uri("/changing/test/hot cat/2.png"));
    hdfs.storage().delete(file);

    assertThatThrownBy(
            () -> parts.get(0).read(hdfs.storage(), ImageLimits.STANDARD, new ImageReading()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("2.png");
    try (NewFile longer = hdfs.storage().create(file)) {
      longer.write(new byte[100], 0, 100);
    }
    assertThatThrownBy(
            () -> parts.get(0).read(hdfs.storage(), ImageLimits.STANDARD, new ImageReading()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("2.png: changed while images were read: had 18 bytes");
  }
}
