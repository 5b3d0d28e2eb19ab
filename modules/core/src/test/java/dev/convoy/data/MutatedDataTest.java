package dev.convoy.data;

import dev.convoy.files.LocalStorage;
import dev.convoy.files.Storage;
import dev.convoy.random.MutatedFiles;
import dev.convoy.random.Seeded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged data are read or refused, never worse. */
@Tag("slow")
@Seeded
class MutatedDataTest {
  private static final Storage STORAGE = new LocalStorage();

  private static final List<String> CIFAR =
      IntStream.rangeClosed(1, 5).mapToObj(i -> "data_batch_" + i + ".bin").toList();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", ".gz"})
  void imagesOfIdx(String ending) throws IOException {
    IdxFiles.writePair(folder, 5);
    Path images = folder.resolve(IdxFiles.TRAINING_IMAGES);
    byte[] plain = Files.readAllBytes(images);
    Files.delete(images);

    drive(
        "images" + ending,
        ending.isEmpty() ? plain : IdxFiles.gzip(plain),
        folder.resolve(IdxFiles.TRAINING_IMAGES + ending));
  }

  @Test
  void labelsOfIdx() throws IOException {
    IdxFiles.writePair(folder, 5);
    Path labels = folder.resolve(IdxFiles.TRAINING_LABELS);

    drive("labels", Files.readAllBytes(labels), labels);
  }

  @Test
  void filesOfCifar() throws IOException {
    for (String name : CIFAR) {
      Files.write(folder.resolve(name), new byte[3073]);
    }
    drive("cifar", new byte[3073], folder.resolve(CIFAR.get(0)));
  }

  /** Opens the data and reads all of their blocks, as a run does. */
  private void drive(String name, byte[] sound, Path file) throws IOException {
    MutatedFiles.drive(
        name,
        sound,
        MutatedFiles.throughFile(
            file,
            damaged -> {
              DataSource source = DataSets.training(folder.toString(), STORAGE);
              for (PositionRange range :
                  new Sharding(source.summary().size(), 1, source.blockSize()).blocks(0)) {
                Block.read(source, range, 1, STORAGE);
              }
            }));
  }
}
