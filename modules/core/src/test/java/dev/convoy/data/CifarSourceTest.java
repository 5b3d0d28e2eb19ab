package dev.convoy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.files.LocalStorage;
import dev.convoy.files.Storage;
import dev.convoy.random.Permutation;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CIFAR-10 as its authors describe it, with files of few records. */
class CifarSourceTest {
  private static final Storage STORAGE = new LocalStorage();
  private static final int RECORD = 3073;
  private static final int[] SIZES = {3, 1, 4, 2, 5};
  private static final int COUNT = 15;
  private static final long SEED = 7;

  @TempDir private Path folder;

  /** A record's byte, which tells all its coordinates apart. */
  private static byte value(int record, int channel, int y, int x) {
    return (byte) (record * 31 + channel * 101 + y * 7 + x);
  }

  private static byte[] records(int first, int count) {
    byte[] bytes = new byte[count * RECORD];
    for (int i = 0; i < count; i++) {
      int at = i * RECORD;
      bytes[at++] = (byte) ((first + i) % 10);
      for (int channel = 0; channel < 3; channel++) {
        for (int y = 0; y < 32; y++) {
          for (int x = 0; x < 32; x++) {
            bytes[at++] = value(first + i, channel, y, x);
          }
        }
      }
    }
    return bytes;
  }

  @BeforeEach
  void write() {
    int first = 0;
    for (int i = 0; i < SIZES.length; i++) {
      IdxFiles.write(folder, "data_batch_" + (i + 1) + ".bin", records(first, SIZES[i]));
      first += SIZES[i];
    }
  }

  private DataSource open() throws IOException {
    return DataSets.training(folder.toString(), STORAGE);
  }

  @Test
  void planesBecomePixelsAndFilesFollowEachOther() throws IOException {
    DataSource source = open();
    Block block = Block.read(source, new PositionRange(0, COUNT), SEED, STORAGE);

    assertThat(source.summary().shape()).isEqualTo(Shape.of(32, 32, 3));
    assertThat(source.summary().classes()).isEqualTo(10);
    Permutation order = Sharding.permutation(COUNT, SEED);
    for (int record = 0; record < COUNT; record++) {
      int place = (int) order.apply(record);
      assertThat(block.labels()[place]).isEqualTo(record % 10);
      for (int channel = 0; channel < 3; channel++) {
        for (int y = 0; y < 32; y++) {
          for (int x = 0; x < 32; x++) {
            assertThat(block.pixels()[((place * 32 + y) * 32 + x) * 3 + channel])
                .isEqualTo(value(record, channel, y, x));
          }
        }
      }
    }
  }

  @Test
  void aRangeIsAPartOfTheWhole() throws IOException {
    Block all = Block.read(open(), new PositionRange(0, COUNT), SEED, STORAGE);
    Block part = Block.read(open(), new PositionRange(4, 9), SEED, STORAGE);

    int size = 3 * 32 * 32;
    assertThat(part.pixels()).isEqualTo(Arrays.copyOfRange(all.pixels(), 4 * size, 9 * size));
    assertThat(part.labels()).isEqualTo(Arrays.copyOfRange(all.labels(), 4, 9));
  }

  @Test
  void theTestBatchIsTestData() throws IOException {
    assertThat(DataSets.testBeside(folder.toString(), STORAGE)).isEmpty();
    IdxFiles.write(folder, "test_batch.bin", records(0, 2));

    assertThat(DataSets.evaluation(folder.toString(), STORAGE).summary().size()).isEqualTo(2);
    assertThat(open().summary().size()).isEqualTo(COUNT);
  }

  @Test
  void aMissingBatchIsNamed() {
    assertThat(folder.resolve("data_batch_3.bin").toFile().delete()).isTrue();

    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessage("'%s': has 4 files of CIFAR-10, but no [data_batch_3.bin]", folder.toString());
  }

  @Test
  void aFileThatIsCutOffIsNamed() {
    IdxFiles.write(folder, "data_batch_2.bin", Arrays.copyOf(records(0, 2), 2 * RECORD - 1));

    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "file:%s/data_batch_2.bin: has 6145 bytes, must be a multiple of 3073 above 0", folder);
  }

  @Test
  void anEmptyFileIsNamed() {
    IdxFiles.write(folder, "data_batch_5.bin", new byte[0]);

    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("has 0 bytes, must be a multiple of 3073 above 0");
  }

  @Test
  void aLabelThatIsNoneIsNamed() {
    byte[] bytes = records(0, 4);
    bytes[3 * RECORD] = (byte) 200;
    IdxFiles.write(folder, "data_batch_4.bin", bytes);

    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessage("file:%s/data_batch_4.bin: record 3 has label 200, must be 0 to 9", folder);
  }

  @Test
  void aFileThatChangesAfterwardsIsNoticed() throws IOException {
    DataSource source = open();
    IdxFiles.write(folder, "data_batch_1.bin", records(0, 5));

    assertThatThrownBy(() -> Block.read(source, new PositionRange(0, 1), SEED, STORAGE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("data_batch_1.bin: changed since it was opened");
  }
}
