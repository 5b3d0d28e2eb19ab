package dev.convoy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.files.LocalStorage;
import dev.convoy.files.Storage;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which format data have, while the module for Parquet is not on the class path. */
class DataSetsTest {
  private static final Storage STORAGE = new LocalStorage();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"manifest.json", "images.parquet"})
  void parquetNamesTheArtifactThatReadsIt(String file) throws IOException {
    Files.writeString(folder.resolve(file), "");

    assertThatThrownBy(() -> DataSets.training(folder.toString(), STORAGE))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "'"
                + folder
                + "': is Parquet; add the artifact dev.convoy:convoy-hadoop to the class path");
  }

  @Test
  void aNameBeforeThePathSaysTheFormat() throws IOException {
    IdxFiles.writePair(folder, 5);
    Files.writeString(folder.resolve("manifest.json"), "{}");

    assertThat(DataSets.training("idx:" + folder, STORAGE).summary().size()).isEqualTo(5);
    assertThatThrownBy(() -> DataSets.training("cifar-10:" + folder, STORAGE))
        .hasMessageStartingWith("'" + folder + "': has 0 files of CIFAR-10, but no ");
    assertThatThrownBy(() -> DataSets.training("parquet:" + folder, STORAGE))
        .hasMessageEndingWith("add the artifact dev.convoy:convoy-hadoop to the class path");
  }

  @ParameterizedTest
  @CsvSource({
    "idx:/a, /a",
    "idx:hdfs://host/a, hdfs://host/a",
    "hdfs://host/a, hdfs://host/a",
    "a, a",
    "generated:10, generated:10"
  })
  void theNameOfAFormatIsNoPartOfThePath(String name, String path) {
    assertThat(DataSets.withoutFormat(name)).isEqualTo(path);
  }

  /** Gives examples with these labels, whatever is asked for. */
  private record Labels(int... labels) implements DataSource {
    @Override
    public DataSummary summary() {
      return new DataSummary("labels", Shape.of(1, 1, 1), 3, 2, Normalization.none(1), "none");
    }

    @Override
    public void read(long[] numbers, Storage storage, ExampleSink to) throws IOException {
      for (int label : labels) {
        to.add(new byte[1], 0, label);
      }
    }
  }

  private static Block read(int... labels) throws IOException {
    return Block.read(new Labels(labels), new PositionRange(0, 3), 1, STORAGE);
  }

  @Test
  void aSourceThatGivesOtherExamplesThanAskedForIsRefused() throws IOException {
    assertThat(read(0, 1, 1).labels()).containsExactlyInAnyOrder(0, 1, 1);
    assertThatThrownBy(() -> read(0, 1)).hasMessage("labels: gave 2 of 3 examples");
    assertThatThrownBy(() -> read(0, 1, 1, 0)).hasMessage("labels: gave more than 3 examples");
    assertThatThrownBy(() -> read(0, -1, 1))
        .hasMessage("labels: example 1 has label -1, must be at least 0");
  }
}
