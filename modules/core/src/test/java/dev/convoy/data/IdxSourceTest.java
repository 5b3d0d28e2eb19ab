package dev.convoy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.files.LocalStorage;
import dev.convoy.files.Storage;
import dev.convoy.random.Permutation;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading IDX files and dealing their records to workers. */
class IdxSourceTest {
  private static final Storage STORAGE = new LocalStorage();

  @TempDir private Path folder;

  private DataSource open() throws IOException {
    return DataSets.training(folder.toString(), STORAGE);
  }

  private static Block whole(DataSource source) throws IOException {
    return Block.read(source, new PositionRange(0, source.summary().size()), 5, STORAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".gz", "images.gz", "labels.gz"})
  void plainAndCompressedFilesAreTheSameData(String compressed) throws IOException {
    byte[] images = IdxFiles.file(IdxFiles.ramp(7 * 6), 7, 3, 2);
    byte[] labels = IdxFiles.file(IdxFiles.labels(7), 7);
    boolean zipImages = compressed.equals(".gz") || compressed.equals("images.gz");
    boolean zipLabels = compressed.equals(".gz") || compressed.equals("labels.gz");
    IdxFiles.write(
        folder,
        IdxFiles.TRAINING_IMAGES + (zipImages ? ".gz" : ""),
        zipImages ? IdxFiles.gzip(images) : images);
    IdxFiles.write(
        folder,
        IdxFiles.TRAINING_LABELS + (zipLabels ? ".gz" : ""),
        zipLabels ? IdxFiles.gzip(labels) : labels);

    DataSummary summary = open().summary();

    assertThat(summary.shape()).isEqualTo(Shape.of(3, 2, 1));
    assertThat(summary.size()).isEqualTo(7);
    assertThat(summary.classes()).isEqualTo(3);
    // Golden: stored runs are recognized by it.
    assertThat(summary.fingerprint())
        .isEqualTo("5b1b6bce1a6899fc141ee94cf9e71914fd78ef02e227eed160b16869425d1396");
  }

  @Test
  void theFingerprintSeesEveryPixelLabelAndTheShape() throws IOException {
    List<String> fingerprints = new ArrayList<>();
    byte[] pixels = IdxFiles.ramp(24);
    byte[] otherPixels = pixels.clone();
    otherPixels[23]++;
    byte[] labels = {0, 1, 2, 0};
    byte[] otherLabels = {0, 1, 2, 1};
    fingerprints.add(fingerprint(IdxFiles.file(pixels, 4, 3, 2), labels));
    fingerprints.add(fingerprint(IdxFiles.file(pixels, 4, 2, 3), labels));
    fingerprints.add(fingerprint(IdxFiles.file(otherPixels, 4, 3, 2), labels));
    fingerprints.add(fingerprint(IdxFiles.file(pixels, 4, 3, 2), otherLabels));

    assertThat(fingerprints).doesNotHaveDuplicates();
  }

  private String fingerprint(byte[] images, byte[] labels) throws IOException {
    IdxFiles.write(folder, IdxFiles.TRAINING_IMAGES, images);
    IdxFiles.write(folder, IdxFiles.TRAINING_LABELS, IdxFiles.file(labels, labels.length));
    return open().summary().fingerprint();
  }

  @Test
  void fourDimensionsAreImagesWithChannels() throws IOException {
    byte[] pixels = IdxFiles.ramp(2 * 2 * 2 * 3);
    IdxFiles.write(folder, "train-images-idx4-ubyte", IdxFiles.file(pixels, 2, 2, 2, 3));
    IdxFiles.write(folder, IdxFiles.TRAINING_LABELS, IdxFiles.file(new byte[] {9, 4}, 2));

    DataSource source = open();
    Block block = whole(source);

    assertThat(source.summary().shape()).isEqualTo(Shape.of(2, 2, 3));
    assertThat(source.summary().normalization().mean()).hasSize(3);
    Permutation order = Sharding.permutation(2, 5);
    for (int record = 0; record < 2; record++) {
      int place = (int) order.apply(record);
      for (int i = 0; i < 12; i++) {
        assertThat(block.pixels()[place * 12 + i]).isEqualTo(pixels[record * 12 + i]);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1", "10,1", "10,3", "10,10", "10,13", "601,7", "1,4"})
  void eachRecordIsInExactlyOnePartitionWithItsOwnLabel(int count, int workers) throws IOException {
    byte[] pixels = IdxFiles.ramp(count * 6);
    // A record's number is in its first two pixels, and its label follows from it.
    byte[] labels = new byte[count];
    for (int record = 0; record < count; record++) {
      pixels[record * 6] = (byte) (record >> 8);
      pixels[record * 6 + 1] = (byte) record;
      labels[record] = (byte) (record * 37);
    }
    IdxFiles.write(folder, IdxFiles.TRAINING_IMAGES, IdxFiles.file(pixels, count, 3, 2));
    IdxFiles.write(
        folder, IdxFiles.TRAINING_LABELS + ".gz", IdxFiles.gzip(IdxFiles.file(labels, count)));
    DataSource source = open();
    Decoder decoder = new Decoder(Normalization.none(1));
    Map<Integer, Long> positionOfRecord = new HashMap<>();
    float[] row = new float[6];

    BlocksInMemory blocks = BlocksInMemory.read(new InBlocks(source, 4, 2), workers, 11, STORAGE);
    for (int worker = 0; worker < workers; worker++) {
      ExampleCursor cursor = blocks.cursor(worker, ReadRange.everything());
      assertThat(cursor.worker()).isEqualTo(worker);
      while (cursor.remaining() > 0) {
        cursor.advance();
        decoder.pixels(cursor.block(), cursor.place(), row, 0);
        int record = Math.round(row[0] * 255) * 256 + Math.round(row[1] * 255);
        assertThat(positionOfRecord.put(record, cursor.position())).isNull();
        assertThat(cursor.label()).isEqualTo(record * 37 & 0xFF);
        for (int p = 2; p < 6; p++) {
          assertThat(Math.round(row[p] * 255)).isEqualTo(pixels[record * 6 + p] & 0xFF);
        }
      }
    }

    assertThat(positionOfRecord).hasSize(count);
    Permutation order = Sharding.permutation(count, 11);
    positionOfRecord.forEach(
        (record, position) -> assertThat(position).isEqualTo(order.apply(record)));
  }

  @ParameterizedTest
  @ValueSource(strings = {IdxFiles.TRAINING_IMAGES, IdxFiles.TRAINING_LABELS})
  void aFileThatIsAnotherSinceItWasOpenedIsRefusedEvenWithEqualSize(String changed)
      throws IOException {
    IdxFiles.writePair(folder, 5);
    Path file = folder.resolve(changed);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L));
    DataSource source = open();
    assertThat(whole(source).size()).isEqualTo(5);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_001_000L));

    long length = Files.size(file);
    assertThatThrownBy(() -> whole(source))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "file:%s: changed since it was opened: had %d bytes of 2023-11-14T22:13:20Z, has %d of"
                + " 2023-11-14T22:13:21Z",
            file, length, length);
  }

  @Test
  void aFileThatHasAnotherLengthSinceItWasOpenedIsRefused() throws IOException {
    IdxFiles.writePair(folder, 5);
    DataSource source = open();
    IdxFiles.writePair(folder, 4);

    assertThatThrownBy(() -> whole(source))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("file:" + folder + "/" + IdxFiles.TRAINING_IMAGES)
        .hasMessageMatching(".*: changed since it was opened: had 46 bytes of .*, has 40 of .*");
  }

  @Test
  void theTestPairIsFoundBesideTheTrainingPairAndPreferredForEvaluation() throws IOException {
    IdxFiles.writePair(folder, 5);
    assertThat(DataSets.testBeside(folder.toString(), STORAGE)).isEmpty();
    assertThat(DataSets.evaluation(folder.toString(), STORAGE).summary().size()).isEqualTo(5);

    IdxFiles.write(folder, IdxFiles.TEST_IMAGES, IdxFiles.file(IdxFiles.ramp(12), 2, 3, 2));
    IdxFiles.write(folder, IdxFiles.TEST_LABELS, IdxFiles.file(IdxFiles.labels(2), 2));

    assertThat(DataSets.testBeside(folder.toString(), STORAGE)).isPresent();
    assertThat(DataSets.evaluation(folder.toString(), STORAGE).summary().size()).isEqualTo(2);
  }

  @Test
  void aFolderMayBeGivenAsUri() throws IOException {
    IdxFiles.writePair(folder, 5);

    DataSource source = DataSets.training(folder.toUri().toString(), STORAGE);

    assertThat(source.summary().fingerprint()).isEqualTo(open().summary().fingerprint());
  }
}
