package dev.convoy.data;

import dev.convoy.random.MutatedFiles;
import dev.convoy.random.Seeded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged data are read or refused, never worse. */
@Tag("slow")
@Seeded
class MutatedDataTest {
  private static final Configuration HADOOP = new Configuration(false);

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
    for (String name : CifarSource.TRAINING) {
      Files.write(folder.resolve(name), new byte[3073]);
    }
    drive("cifar", new byte[3073], folder.resolve(CifarSource.TRAINING.get(0)));
  }

  @Test
  void parquetOfOthers() throws IOException {
    Path file = folder.resolve("images.parquet");
    ParquetFiles.write(
        file,
        ParquetFiles.IMAGES,
        ParquetFiles.image(1, 1, 2, 1, (byte) 3, (byte) 4),
        ParquetFiles.image(0, 1, 2, 1, (byte) 5, (byte) 6));

    drive("parquet", Files.readAllBytes(file), file);
  }

  @Test
  void filesThatWerePacked() throws IOException {
    pack();
    Path file = folder.resolve("train/part-00000.parquet");

    drive("packed", Files.readAllBytes(file), file);
  }

  @Test
  void manifestsOfPackedData() throws IOException {
    pack();
    Path file = folder.resolve(PackManifest.NAME);

    drive("pack manifest", Files.readAllBytes(file), file);
  }

  private void pack() throws IOException {
    Packer.into(
            new org.apache.hadoop.fs.Path(folder.toUri()),
            new Packer.Settings(1, 1 << 10, 1 << 20),
            HADOOP)
        .pack(
            DataSets.training("generated:12:3x2x1", HADOOP),
            Optional.empty(),
            (split, examples, of) -> {});
  }

  /** Opens the data and reads all of their blocks, as a run does. */
  private void drive(String name, byte[] sound, Path file) throws IOException {
    MutatedFiles.drive(
        name,
        sound,
        MutatedFiles.throughFile(
            file,
            damaged -> {
              DataSource source = DataSets.training(folder.toString(), HADOOP);
              for (PositionRange range :
                  new Sharding(source.summary().size(), 1, source.blockSize()).blocks(0)) {
                source.read(range, 1, HADOOP);
              }
            }));
  }
}
