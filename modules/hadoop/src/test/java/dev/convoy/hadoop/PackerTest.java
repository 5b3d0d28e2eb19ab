package dev.convoy.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.data.Block;
import dev.convoy.data.DataSets;
import dev.convoy.data.DataSource;
import dev.convoy.data.IdxFiles;
import dev.convoy.data.PositionRange;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.random.Seeded;
import dev.convoy.random.TestRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is packed is there once, in the order of the seed, in row groups of equal size. */
@Tag("slow")
@Seeded
class PackerTest {
  private static final Storage STORAGE = new HadoopStorage(new Configuration(false));
  private static final int IMAGE = 6;
  private static final long MEMORY = 1 << 20;

  @TempDir private Path folder;

  /**
   * A way to cut.
   *
   * @param count of 3×2 images
   * @param seed of the permutation
   * @param blockBytes of a row group
   * @param fileBytes of a file
   * @param memory for a range
   */
  record Cut(int count, long seed, long blockBytes, long fileBytes, long memory) {
    int rows() {
      return (int) Math.max(1, blockBytes / IMAGE);
    }
  }

  static Stream<Cut> cuts() {
    TestRandom random = new TestRandom("cuts");
    Stream<Cut> drawn =
        IntStream.range(0, 8)
            .mapToObj(
                i -> {
                  int block = random.between(1, 100);
                  int file = random.between(block, 500);
                  return new Cut(random.between(1, 90), i, block, file, random.between(1, 700));
                });
    return Stream.concat(
        Stream.of(
            new Cut(1, 1, 1, 1, MEMORY),
            new Cut(20, 1, 60, 120, MEMORY),
            new Cut(20, -7, 60, 60, 1),
            new Cut(21, 3, 4096, 4096, MEMORY)),
        drawn);
  }

  private List<Packer.Packed> pack(String name, String out, Cut cut) throws IOException {
    Packer packer =
        new Packer(
            path(out),
            new Packer.Settings(cut.seed(), cut.blockBytes(), cut.fileBytes()),
            cut.memory(),
            STORAGE);
    return packer.pack(
        DataSets.training(name, STORAGE),
        DataSets.testBeside(name, STORAGE),
        (split, examples, of) -> {});
  }

  private FilePath path(String name) {
    return FilePath.of(folder.resolve(name).toString());
  }

  private String idx(int count) {
    IdxFiles.writePair(folder.resolve("idx"), count);
    return folder.resolve("idx").toString();
  }

  private List<Path> parts(String split) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(split))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cuts")
  void everyRecordIsThereOnceWithItsNumberLabelAndPixels(Cut cut) throws IOException {
    pack(idx(cut.count()), "packed", cut);

    List<Group> rows = new ArrayList<>();
    for (Path part : parts("packed/train")) {
      rows.addAll(ParquetFiles.read(part));
    }
    byte[] pixels = IdxFiles.ramp(cut.count() * IMAGE);
    byte[] labels = IdxFiles.labels(cut.count());
    assertThat(rows.stream().map(row -> row.getLong("id", 0)))
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, cut.count()).boxed().toList());
    for (Group row : rows) {
      int id = (int) row.getLong("id", 0);
      assertThat(row.getInteger("label", 0)).isEqualTo(labels[id]);
      assertThat(row.getInteger("height", 0)).isEqualTo(3);
      assertThat(row.getInteger("width", 0)).isEqualTo(2);
      assertThat(row.getInteger("channels", 0)).isEqualTo(1);
      assertThat(row.getBinary("pixels", 0).getBytes())
          .isEqualTo(Arrays.copyOfRange(pixels, id * IMAGE, (id + 1) * IMAGE));
    }
  }

  @ParameterizedTest
  @MethodSource("cuts")
  void theOrderIsThatOfTheSourceForTheSeed(Cut cut) throws IOException {
    String name = idx(cut.count());
    pack(name, "packed", cut);

    DataSource source = DataSets.training(name, STORAGE);
    DataSource packed = DataSets.training(folder.resolve("packed").toString(), STORAGE);
    assertThat(packed.blockSize()).isEqualTo(cut.rows());
    assertThat(packed.summary().size()).isEqualTo(cut.count());
    assertThat(packed.summary().classes()).isEqualTo(source.summary().classes());
    assertThat(packed.summary().normalization()).isEqualTo(source.summary().normalization());
    TestRandom random = new TestRandom("ranges");
    for (int i = 0; i < 10; i++) {
      int from = random.between(0, cut.count() - 1);
      PositionRange range = new PositionRange(from, random.between(from + 1, cut.count()));
      Block expected = Block.read(source, range, cut.seed(), STORAGE);
      // Whatever the seed of the run.
      Block read = Block.read(packed, range, i, STORAGE);
      assertThat(read.firstPosition()).isEqualTo(from);
      assertThat(read.pixels()).isEqualTo(expected.pixels());
      assertThat(read.labels()).isEqualTo(expected.labels());
    }
  }

  @ParameterizedTest
  @MethodSource("cuts")
  void rowGroupsAreBlocksAndFilesAreOfBoundedSize(Cut cut) throws IOException {
    List<Packer.Packed> packed = pack(idx(cut.count()), "packed", cut);

    List<Long> groups = new ArrayList<>();
    for (Path part : parts("packed/train")) {
      try (ParquetImages images = ParquetImages.open(FilePath.of(part.toString()), STORAGE)) {
        groups.addAll(images.rows());
        long rows = images.rows().stream().mapToLong(Long::longValue).sum();
        assertThat(images.groups() == 1 || rows * IMAGE <= cut.fileBytes()).isTrue();
      }
    }
    assertThat(groups.subList(0, groups.size() - 1)).allMatch(rows -> rows == cut.rows());
    assertThat(groups).hasSize((cut.count() + cut.rows() - 1) / cut.rows());
    assertThat(packed.get(0).groups()).isEqualTo(groups.size());
    assertThat(packed.get(0).files()).isEqualTo(parts("packed/train").size());
  }

  @Test
  void memoryBoundsThePassesAndChangesNoByte() throws IOException {
    String name = idx(50);
    pack(name, "one-pass", new Cut(50, 1, 30, 120, MEMORY));
    pack(name, "many-passes", new Cut(50, 1, 30, 120, 1));

    assertThat(contents("many-passes")).isEqualTo(contents("one-pass")).hasSizeGreaterThan(3);
  }

  @Test
  void theFingerprintIsOfTheOrderNotOfTheCut() throws IOException {
    String name = idx(50);
    String plain = pack(name, "a", new Cut(50, 1, 30, 120, 1)).get(0).summary().fingerprint();

    assertThat(pack(name, "b", new Cut(50, 1, 66, 66, 1)).get(0).summary().fingerprint())
        .isEqualTo(plain);
    assertThat(pack(name, "c", new Cut(50, 2, 30, 120, 1)).get(0).summary().fingerprint())
        .isNotEqualTo(plain);
  }

  @Test
  void testDataArePackedToo() throws IOException {
    String name = idx(8);
    IdxFiles.write(
        folder.resolve("idx"), IdxFiles.TEST_IMAGES, IdxFiles.file(IdxFiles.ramp(30), 5, 3, 2));
    IdxFiles.write(
        folder.resolve("idx"), IdxFiles.TEST_LABELS, IdxFiles.file(IdxFiles.labels(5), 5));
    List<Packer.Packed> packed = pack(name, "packed", new Cut(8, 1, 12, 48, MEMORY));

    assertThat(packed.stream().map(Packer.Packed::split)).containsExactly("train", "test");
    String out = folder.resolve("packed").toString();
    assertThat(DataSets.testBeside(out, STORAGE).orElseThrow().summary())
        .isEqualTo(packed.get(1).summary());
    assertThat(DataSets.evaluation(out, STORAGE).summary().size()).isEqualTo(5);
    assertThat(DataSets.training(out, STORAGE).summary().size()).isEqualTo(8);
  }

  @Test
  void aPackThatFailsHalfwayIsNoData() throws IOException {
    DataSource source = DataSets.training(idx(20), STORAGE);
    Packer packer = Packer.into(path("out"), new Packer.Settings(1, 30, 30), STORAGE);

    assertThatThrownBy(
            () ->
                packer.pack(
                    source,
                    Optional.empty(),
                    (split, examples, of) -> {
                      if (examples == 8) {
                        throw new IllegalStateException("pulled the plug");
                      }
                    }))
        .hasMessage("pulled the plug");

    assertThat(parts("out/train").stream().map(file -> file.getFileName().toString()))
        .containsExactly("part-00000.parquet");
    String out = folder.resolve("out").toString();
    assertThatThrownBy(() -> DataSets.training(out, STORAGE))
        .hasMessageStartingWith("'" + out + "': needs train-images");
    assertThatThrownBy(() -> pack(folder.resolve("idx").toString(), "out", cutOf(20)))
        .hasMessage(
            "out '%s': holds what another 'convoy pack' is writing or left unfinished, must be"
                + " empty or absent",
            out);
  }

  private static Cut cutOf(int count) {
    return new Cut(count, 1, 30, 60, MEMORY);
  }

  @Test
  void whatIsThereIsLeftAlone() throws IOException {
    String name = idx(5);
    Path thesis = folder.resolve("out/thesis.tex");
    Files.createDirectories(thesis.getParent());
    Files.writeString(thesis, "years of work");
    Path file = Files.writeString(folder.resolve("file"), "text");

    assertThatThrownBy(() -> pack(name, "out", cutOf(5)))
        .isInstanceOf(IOException.class)
        .hasMessage("out '%s': holds 'thesis.tex', must be empty or absent", folder.resolve("out"));
    assertThatThrownBy(() -> pack(name, "file", cutOf(5)))
        .isInstanceOf(IOException.class)
        .hasMessage("out '%s': is a file, must be an empty folder or absent", file);
    assertThat(contents("out")).containsOnlyKeys("thesis.tex");
  }

  @Test
  void packedDataAreNotPackedAgain() throws IOException {
    pack(idx(5), "packed", cutOf(5));

    assertThatThrownBy(() -> pack(folder.resolve("packed").toString(), "again", cutOf(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("packed/train': packed already, by 'convoy pack'");
    assertThat(folder.resolve("again")).doesNotExist();
  }

  private Map<String, String> contents(String name) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder.resolve(name))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(
            folder.resolve(name).relativize(file).toString(),
            Arrays.toString(Files.readAllBytes(file)));
      }
    }
    return contents;
  }
}
