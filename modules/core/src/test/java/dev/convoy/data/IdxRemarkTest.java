package dev.convoy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.files.LocalStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is passed over in IDX files is said. */
class IdxRemarkTest {
  private static final byte[] IMAGES = IdxFiles.gzip(IdxFiles.file(IdxFiles.ramp(18), 3, 3, 2));

  @TempDir private Path folder;

  private DataSource open() throws IOException {
    return DataSets.training(folder.toString(), new LocalStorage());
  }

  private void writeCompressed(byte[] images) {
    IdxFiles.write(folder, IdxFiles.TRAINING_IMAGES + ".gz", images);
    IdxFiles.write(
        folder,
        IdxFiles.TRAINING_LABELS + ".gz",
        IdxFiles.gzip(IdxFiles.file(IdxFiles.labels(3), 3)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 18, 19, 1_000, 100_000})
  void garbageBehindAGzipStreamIsSaid(int bytes) throws IOException {
    byte[] images = Arrays.copyOf(IMAGES, IMAGES.length + bytes);
    Arrays.fill(images, IMAGES.length, images.length, (byte) 7);
    writeCompressed(images);

    assertThat(open().remark().orElseThrow())
        .endsWith(
            IdxFiles.TRAINING_IMAGES
                + ".gz: "
                + bytes
                + " bytes after its gzip stream are passed over");
    assertThat(open().summary().size()).isEqualTo(3);
  }

  @Test
  void ofWholeFilesNothingIsSaid() throws IOException {
    writeCompressed(IMAGES);

    assertThat(open().remark()).isEmpty();
  }

  @Test
  void aFileThatAnotherIsReadInsteadOfIsNamed() throws IOException {
    writeCompressed(IMAGES);
    IdxFiles.writePair(folder, 2);

    assertThat(open().summary().size()).isEqualTo(2);
    assertThat(open().remark().orElseThrow())
        .contains(": is read, and " + IdxFiles.TRAINING_IMAGES + ".gz beside it is not")
        .contains(": is read, and " + IdxFiles.TRAINING_LABELS + ".gz beside it is not");
  }

  @Test
  void anImageThatNobodyCanHoldIsRefused() {
    byte[] file = IdxFiles.gzip(IdxFiles.file(new byte[70_000_000], 1, 7_000, 10_000));
    writeCompressed(file);

    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith(
            ": sizes 1×7000×10000 in its header are impossible: a record has 1 to 67108864 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775807", "1000000000001", "1:50000x40000x1"})
  void generatedDataHaveBoundsToo(String size) {
    assertThatThrownBy(() -> DataSets.training("generated:" + size, new LocalStorage()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'generated:" + size + "': ")
        .hasMessageContaining(" at most ");
  }
}
