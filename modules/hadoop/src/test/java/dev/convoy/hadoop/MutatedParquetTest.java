package dev.convoy.hadoop;

import dev.convoy.data.Block;
import dev.convoy.data.DataSets;
import dev.convoy.data.DataSource;
import dev.convoy.data.PositionRange;
import dev.convoy.data.Sharding;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.random.MutatedFiles;
import dev.convoy.random.Seeded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged data are read or refused, never worse. */
@Seeded
class MutatedParquetTest {
  private static final Storage STORAGE = new HadoopStorage(new Configuration(false));

  @TempDir private Path folder;

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
    Packer.into(FilePath.of(folder.toString()), new Packer.Settings(1, 1 << 10, 1 << 20), STORAGE)
        .pack(
            DataSets.training("generated:12:3x2x1", STORAGE),
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
              DataSource source = DataSets.training(folder.toString(), STORAGE);
              for (PositionRange range :
                  new Sharding(source.summary().size(), 1, source.blockSize()).blocks(0)) {
                Block.read(source, range, 1, STORAGE);
              }
            }));
  }
}
