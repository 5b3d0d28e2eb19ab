package dev.convoy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.convoy.files.LocalStorage;
import dev.convoy.files.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of damage is one line that names the file, the value and the rule. */
class DamagedIdxTest {
  private static final Storage STORAGE = new LocalStorage();
  private static final byte[] IMAGES = IdxFiles.file(IdxFiles.ramp(4 * 6), 4, 3, 2);
  private static final byte[] LABELS = IdxFiles.file(IdxFiles.labels(4), 4);
  private static final byte[] NO_DATA = {};

  @TempDir private Path folder;

  /**
   * A pair of files of which one is damaged.
   *
   * @param what the kind of damage
   * @param images content of the images' file
   * @param labels content of the labels' file
   * @param message with IMAGES and LABELS for the files
   */
  record Damage(String what, byte[] images, byte[] labels, String message) {
    @Override
    public String toString() {
      return what;
    }
  }

  private static Damage impossible(String sizes, byte[] images) {
    return images(
        "sizes " + sizes,
        images,
        "sizes " + sizes + " in its header are impossible: a record has 1 to 67108864 bytes");
  }

  private static Damage images(String what, byte[] images, String message) {
    return new Damage(what, images, LABELS, "IMAGES: " + message);
  }

  private static Damage labels(String what, byte[] labels, String message) {
    return new Damage(what, IMAGES, labels, "LABELS: " + message);
  }

  private static byte[] cut(byte[] content, int length) {
    return Arrays.copyOf(content, length);
  }

  private static byte[] append(byte[] content, byte... more) {
    byte[] longer = Arrays.copyOf(content, content.length + more.length);
    System.arraycopy(more, 0, longer, content.length, more.length);
    return longer;
  }

  private static byte[] swapped(byte[] content, int at) {
    byte[] copy = content.clone();
    copy[at] ^= 0x55;
    return copy;
  }

  static Stream<Damage> damages() {
    byte[] big = IdxFiles.ramp(24);
    return Stream.of(
        images(
            "bad magic", IdxFiles.file(77, 8, big, 4, 3, 2), "not an IDX file of unsigned bytes"),
        images("floats", IdxFiles.file(0, 13, big, 4, 3, 2), "not an IDX file of unsigned bytes"),
        images("text", "These are not the images.".getBytes(), "not an IDX file of unsigned bytes"),
        images("two dimensions", IdxFiles.file(big, 4, 6), "has 2 dimensions, must have 3 or 4"),
        images(
            "five dimensions",
            IdxFiles.file(big, 4, 3, 2, 1, 1),
            "has 5 dimensions, must have 3 or 4"),
        images("labels as images", LABELS, "has 1 dimensions, must have 3 or 4"),
        labels("images as labels", IMAGES, "has 3 dimensions, must have 1"),
        images("empty", NO_DATA, "ends within its header, not an IDX file"),
        images("one byte", new byte[] {0}, "ends within its header, not an IDX file"),
        images("sizes cut off", cut(IMAGES, 11), "ends within its header, not an IDX file"),
        labels("header cut off", cut(LABELS, 3), "ends within its header, not an IDX file"),
        images("header alone", cut(IMAGES, 16), "has 16 bytes, its header (4×3×2) says 40"),
        images("data cut off", cut(IMAGES, 39), "has 39 bytes, its header (4×3×2) says 40"),
        images(
            "a byte too many",
            append(IMAGES, (byte) 1),
            "has 41 bytes, its header (4×3×2) says 40"),
        labels("labels cut off", cut(LABELS, 10), "has 10 bytes, its header (4) says 12"),
        images(
            "header promises more",
            IdxFiles.file(big, 60_000, 3, 2),
            "has 40 bytes, its header (60000×3×2) says 360016"),
        images(
            "no records", IdxFiles.file(NO_DATA, 0, 3, 2), "holds 0 records, must hold at least 1"),
        images(
            "negative count",
            IdxFiles.file(NO_DATA, -4, 3, 2),
            "holds -4 records, must hold at least 1"),
        impossible("4×0×2", IdxFiles.file(NO_DATA, 4, 0, 2)),
        impossible("4×3×-2", IdxFiles.file(NO_DATA, 4, 3, -2)),
        impossible("4×1073741824×1073741824×16", IdxFiles.file(NO_DATA, 4, 1 << 30, 1 << 30, 16)),
        impossible("2147483647×46340×46340", IdxFiles.file(big, Integer.MAX_VALUE, 46_340, 46_340)),
        impossible("1×46340×46340", IdxFiles.gzip(IdxFiles.file(big, 1, 46_340, 46_340))),
        impossible(
            "1×1×1×2147483647", IdxFiles.gzip(IdxFiles.file(big, 1, 1, 1, Integer.MAX_VALUE))),
        images(
            "absurd count",
            IdxFiles.file(big, Integer.MAX_VALUE, 8192, 8192),
            "has 40 bytes, its header (2147483647×8192×8192) says 144115188008747024"),
        images(
            "compressed, header alone",
            IdxFiles.gzip(cut(IMAGES, 16)),
            "ends before the 4 records its header promises"),
        images(
            "compressed, data cut off",
            IdxFiles.gzip(cut(IMAGES, 39)),
            "ends before the 4 records its header promises"),
        images(
            "compressed, a byte too many",
            IdxFiles.gzip(append(IMAGES, (byte) 1)),
            "goes on after the 4 records its header promises"),
        labels(
            "compressed labels cut off",
            IdxFiles.gzip(cut(LABELS, 11)),
            "ends before the 4 records its header promises"),
        images(
            "compressed, nothing inside",
            IdxFiles.gzip(NO_DATA),
            "ends within its header, not an IDX file"),
        images(
            "compressed stream cut off in its header",
            cut(IdxFiles.gzip(IMAGES), 5),
            "ends within its header, not an IDX file"),
        images(
            "compressed stream without its trailer",
            cut(IdxFiles.gzip(IMAGES), IdxFiles.gzip(IMAGES).length - 8),
            "ends before the end of its gzip stream"),
        images(
            "compressed stream with a wrong checksum",
            swapped(IdxFiles.gzip(IMAGES), IdxFiles.gzip(IMAGES).length - 7),
            "Corrupt GZIP trailer"),
        images(
            "compressed, absurd count",
            IdxFiles.gzip(IdxFiles.file(big, Integer.MAX_VALUE, 3, 2)),
            "has ZIPPED compressed bytes, too few for the 12884901898 that its header"
                + " (2147483647×3×2) says"),
        new Damage(
            "fewer labels",
            IMAGES,
            IdxFiles.file(IdxFiles.labels(3), 3),
            "LABELS: holds 3 labels, but IMAGES holds 4 images"),
        new Damage(
            "more labels",
            IMAGES,
            IdxFiles.gzip(IdxFiles.file(IdxFiles.labels(5), 5)),
            "LABELS: holds 5 labels, but IMAGES holds 4 images"));
  }

  @ParameterizedTest
  @MethodSource("damages")
  void damageIsOneLineThatNamesTheFile(Damage damage) {
    IdxFiles.write(folder, IdxFiles.TRAINING_IMAGES, damage.images());
    IdxFiles.write(folder, IdxFiles.TRAINING_LABELS, damage.labels());

    Throwable thrown = catchThrowable(() -> DataSets.training(folder.toString(), STORAGE));

    String uri = "file:" + folder + "/";
    assertThat(thrown)
        .isInstanceOf(IOException.class)
        .hasMessage(
            damage
                .message()
                .replace("IMAGES", uri + IdxFiles.TRAINING_IMAGES)
                .replace("LABELS", uri + IdxFiles.TRAINING_LABELS)
                .replace("ZIPPED", String.valueOf(damage.images().length)));
  }

  @Test
  void theFilesThatAreDamagedHereAreGoodBeforehand() throws IOException {
    IdxFiles.write(folder, IdxFiles.TRAINING_IMAGES, IMAGES);
    IdxFiles.write(folder, IdxFiles.TRAINING_LABELS, LABELS);

    assertThat(DataSets.training(folder.toString(), STORAGE).summary().size()).isEqualTo(4);
  }

  @Test
  void verySparseImagesCompressWellAndAreStillAccepted() throws IOException {
    IdxFiles.write(
        folder,
        IdxFiles.TRAINING_IMAGES + ".gz",
        IdxFiles.gzip(IdxFiles.file(new byte[4000 * 784], 4000, 28, 28)));
    IdxFiles.write(
        folder,
        IdxFiles.TRAINING_LABELS + ".gz",
        IdxFiles.gzip(IdxFiles.file(new byte[4000], 4000)));

    assertThat(DataSets.training(folder.toString(), STORAGE).summary().size()).isEqualTo(4000);
  }

  @Test
  void aFolderThatDoesNotExistIsNamed() {
    Path missing = folder.resolve("nowhere");

    assertThat(catchThrowable(() -> DataSets.training(missing.toString(), STORAGE)))
        .isInstanceOf(IOException.class)
        .hasMessage("'" + missing + "': no such folder");
  }

  @Test
  void aFileInPlaceOfTheFolderIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("data"), "no folder");

    assertThat(catchThrowable(() -> DataSets.training(file.toString(), STORAGE)))
        .isInstanceOf(IOException.class)
        .hasMessage("'" + file + "': is a file, must be a folder or end with .parquet");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", IdxFiles.TRAINING_IMAGES, IdxFiles.TRAINING_LABELS})
  void aFolderWithoutThePairNamesWhatItNeeds(String only) {
    if (!only.isEmpty()) {
      IdxFiles.write(folder, only, only.equals(IdxFiles.TRAINING_IMAGES) ? IMAGES : LABELS);
    }

    assertThat(catchThrowable(() -> DataSets.training(folder.toString(), STORAGE)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "'"
                + folder
                + "': needs train-images-idx3-ubyte[.gz] and train-labels-idx1-ubyte[.gz]"
                + (only.isEmpty()
                    ? ", or data_batch_1.bin to data_batch_5.bin of CIFAR-10, or *.parquet, or what"
                        + " 'convoy pack' writes, or encoded images, such as JPEG files in folders of classes"
                    : ""));
  }

  @Test
  void aFileSystemThatDoesNotExistIsOneLine() {
    assertThat(catchThrowable(() -> DataSets.training("nosuch://host/data", STORAGE)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nosuch");
  }
}
