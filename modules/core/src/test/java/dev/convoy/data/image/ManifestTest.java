package dev.convoy.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.random.MutatedFiles;
import dev.convoy.random.Seeded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Seeded
class ManifestTest {
  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.createDirectories(folder.resolve("pictures"));
    for (String name : new String[] {"a.png", "b, c.png", "d.png"}) {
      Files.writeString(folder.resolve("pictures").resolve(name), name);
    }
  }

  private ImageSource open(String csv, ImageFields fields) throws IOException {
    Path file = Files.writeString(folder.resolve("all.csv"), csv);
    return ReadImages.open(file, fields).training();
  }

  @Test
  void rowsNameImagesAndTheirClasses() throws IOException {
    String absolute = folder.resolve("pictures/d.png").toString();
    ImageSource source =
        open(
            "\uFEFFid,path,label,note\r\n"
                + "7,pictures/a.png,dog,x\r\n"
                + "8,\"pictures/b, c.png\",\"a \"\"big\"\" cat\",\"two\nlines\"\r\n\r\n"
                + "9,"
                + absolute
                + ",dog,\n",
            ImageFields.USUAL);

    ReadImages read = ReadImages.of(source);

    assertThat(source.classNames()).containsExactly("a \"big\" cat", "dog");
    assertThat(read.labels()).containsExactly(1, 0, 1);
    assertThat(read.images).extracting(i -> i.id().orElseThrow()).containsExactly("7", "8", "9");
    assertThat(read.names()).containsExactly("pictures/a.png", "pictures/b, c.png", absolute);
    assertThat(read.images.get(1).content()).asString().isEqualTo("b, c.png");
  }

  @Test
  void numbersAreLabels() throws IOException {
    ImageSource source =
        open("file_name,class\npictures/a.png,0\npictures/d.png,12\n", ImageFields.USUAL);

    assertThat(source.classNames()).isEmpty();
    assertThat(ReadImages.of(source).labels()).containsExactly(0, 12);
  }

  /** Otherwise they would be names, and each number another class. */
  @Test
  void negativeNumbersAreNumbers() throws IOException {
    ImageSource source =
        open("path,label\npictures/a.png,-1\npictures/d.png,1\n", ImageFields.USUAL);

    assertThat(source.classNames()).isEmpty();
    ReadImages read = ReadImages.of(source);
    assertThat(read.labels()).containsExactly(1);
    assertThat(read.bad).containsEntry("pictures/a.png", "has label -1, must be 0 to 1000000");
  }

  @Test
  void columnsCanBeNamed() throws IOException {
    ImageFields fields =
        new ImageFields(Optional.of("where"), Optional.of("what"), Optional.empty(), true);

    ImageSource source = open("what,where\ncat,pictures/a.png\n", fields);

    assertThat(ReadImages.of(source).names()).containsExactly("pictures/a.png");
  }

  @Test
  void splitsAreFiles() throws IOException {
    Files.writeString(folder.resolve("train.csv"), "path,label\npictures/a.png,x\n");
    Files.writeString(folder.resolve("test.csv"), "path,label\npictures/d.png,y\n");

    ImageSet set = ReadImages.open(folder, ImageFields.USUAL);

    assertThat(set.training().classNames()).containsExactly("x", "y");
    assertThat(ReadImages.of(set.test().orElseThrow()).labels()).containsExactly(1);
  }

  /** Image files beside a manifest are those that it names. */
  @Test
  void aManifestSaysMoreThanTheFilesBesideIt() throws IOException {
    Files.writeString(folder.resolve("metadata.csv"), "file_name,label\npictures/a.png,7\n");

    ReadImages labelled = ReadImages.of(ReadImages.open(folder, ImageFields.USUAL).training());
    ReadImages unlabelled =
        ReadImages.of(ReadImages.open(folder, ImageFields.USUAL.unlabelled()).training());

    assertThat(labelled.labels()).containsExactly(7);
    assertThat(unlabelled.names()).containsExactly("pictures/a.png");
  }

  @Test
  void ofTwoFormatsOneMustBeNamed() throws IOException {
    Files.writeString(folder.resolve("all.csv"), "path,label\npictures/a.png,7\n");
    Files.write(folder.resolve("all.tar"), new byte[1024]);

    assertThatThrownBy(() -> ReadImages.open(folder, ImageFields.USUAL))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("may be image-csv or webdataset; put one of these names");
    Path named = folder.resolve("all.csv");
    assertThat(ImageSets.find("image-csv:" + folder, ImageFields.USUAL, ReadImages.STORAGE))
        .isPresent();
    assertThat(ReadImages.of(ReadImages.open(named, ImageFields.USUAL).training()).labels())
        .containsExactly(7);
  }

  @Test
  void badRowsAreNamed() throws IOException {
    ImageSource source =
        open(
            "path,label\nnone.png,x\n../secret.png,x\npictures/a.png\n,x\npictures/d.png,\n",
            ImageFields.USUAL);

    ReadImages read = ReadImages.of(source);

    assertThat(read.images).isEmpty();
    assertThat(read.bad)
        .containsEntry("none.png", "no such file")
        .containsEntry("../secret.png", "leads out of the folder of all.csv")
        .containsEntry("all.csv: pictures/a.png", "has 1 fields, the first line 2")
        .containsEntry("all.csv: ,x", "has no path")
        .containsEntry("pictures/d.png", "has no label");
  }

  @Test
  void manyRowsAreSeveralParts() throws IOException {
    StringBuilder csv = new StringBuilder("path,label\n");
    for (int i = 0; i < 600; i++) {
      csv.append("pictures/a.png,\"").append(i % 2 == 0 ? "x\ny" : "z").append("\"\n");
    }

    ImageSource source = open(csv.toString(), ImageFields.USUAL);

    assertThat(source.parts()).hasSize(3);
    assertThat(ReadImages.of(source).images).hasSize(600);
  }

  @Test
  void otherTablesAreNotTakenForManifests() throws IOException {
    Path file = Files.writeString(folder.resolve("pixels.csv"), "label,p0,p1\n1,2,3\n");

    assertThat(ImageSets.find(file.toString(), ImageFields.USUAL, ReadImages.STORAGE)).isEmpty();
    assertThatThrownBy(
            () -> ImageSets.find("image-csv:" + file, ImageFields.USUAL, ReadImages.STORAGE))
        .hasMessageContaining("has the columns label, p0, p1, needs path and label");
  }

  @Test
  @Tag("slow")
  void damagedFilesAreReadOrRefused() throws IOException {
    byte[] sound =
        "id,path,label\n7,pictures/a.png,dog\n8,\"pictures/b, c.png\",cat\n"
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Path file = Files.write(folder.resolve("all.csv"), sound);

    MutatedFiles.drive(
        "manifest",
        sound,
        MutatedFiles.throughFile(
            file,
            damaged ->
                ReadImages.of(
                    ImageSets.find("image-csv:" + file, ImageFields.USUAL, ReadImages.STORAGE)
                        .orElseThrow()
                        .training())));
  }
}
