package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.data.Block;
import dev.convoy.data.DataSets;
import dev.convoy.data.DataSource;
import dev.convoy.data.PositionRange;
import dev.convoy.files.LocalStorage;
import dev.convoy.files.Storage;
import dev.convoy.spark.settings.SparkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packing and what is trained from it, and Spark SQL as a reader and writer from outside. */
class PackCommandTest {
  private static final int EXAMPLES = 200;
  private static final String DATA = "generated:200:12x12x1";
  private static final int IMAGE = 144;
  private static final Storage STORAGE = new LocalStorage();

  @TempDir private Path folder;
  private Workspace workspace;

  @BeforeEach
  void open() {
    workspace = new Workspace(folder);
  }

  private CommandLineRun pack(String out, String... more) {
    List<String> arguments = new ArrayList<>(List.of("pack", "--data", DATA));
    arguments.addAll(List.of("--out", workspace.path(out)));
    arguments.addAll(List.of(more));
    CommandLineRun run = CommandLineRun.of(arguments);
    assertThat(run.status()).as(run.err()).isZero();
    return run;
  }

  private CommandLineRun train(String master, String data, String out, String... more) {
    List<String> arguments = new ArrayList<>(List.of("train", "--json", "--data", data));
    arguments.addAll(List.of("--model", workspace.model(), "--out", workspace.path(out)));
    arguments.addAll(List.of("--epochs", "2", "--batch-size", "16", "--workers", "3"));
    arguments.addAll(List.of(more));
    CommandLineRun run = CommandLineRun.on(master, arguments);
    assertThat(run.status()).as(run.err()).isZero();
    return run;
  }

  private static String hash(CommandLineRun run) {
    return run.lastEvent().get("parametersSha256").asText();
  }

  @Test
  void anEventSaysWhatIsThere() throws IOException {
    CommandLineRun run = pack("packed", "--json", "--block-size", "4k", "--file-size", "8k");

    ObjectNode event = run.lastEvent();
    assertThat(run.events()).hasSize(1);
    assertThat(event.get("event").asText()).isEqualTo("pack");
    assertThat(event.get("seed").asLong()).isEqualTo(1);
    assertThat(event.get("train").get("examples").asLong()).isEqualTo(EXAMPLES);
    assertThat(event.get("train").get("shape").toString()).isEqualTo("[12,12,1]");
    assertThat(event.get("train").get("classes").asInt()).isEqualTo(10);
    assertThat(event.get("train").get("rowsPerGroup").asInt()).isEqualTo(4096 / IMAGE);
    assertThat(event.get("train").get("groups").asInt()).isEqualTo(8);
    assertThat(event.get("train").get("files").asInt()).isEqualTo(4);
    assertThat(event.get("test").get("examples").asLong()).isEqualTo(EXAMPLES / 5);
    long bytes = 0;
    for (int i = 0; i < 4; i++) {
      bytes += Files.size(folder.resolve("packed/train/part-0000" + i + ".parquet"));
    }
    assertThat(event.get("train").get("bytes").asLong()).isEqualTo(bytes);
    assertThat(workspace.contents().keySet())
        .contains("packed/manifest.json", "packed/test/part-00000.parquet")
        .noneMatch(name -> name.contains(".tmp") || name.contains(".crc"));
  }

  @Test
  void forPeopleItIsALine() throws IOException {
    CommandLineRun run = pack("packed");

    assertThat(run.out().lines()).hasSize(1);
    assertThat(run.out())
        .startsWith("train: 200 images of 12×12×1 in 1 row groups of 116,508, 1 files, 0.0 MB");
    assertThat(DataSets.training(workspace.path("packed"), STORAGE).blockSize())
        .isEqualTo(DataSets.training(DATA, STORAGE).blockSize());
  }

  /** However it is cut and wherever it runs: the positions and so the bits are the same. */
  @Test
  void trainingFromPackedDataEqualsTrainingFromWhatWasPacked() {
    pack("coarse", "--seed", "5");
    pack("fine", "--seed", "5", "--block-size", "4k", "--file-size", "8k");
    String seed = "--seed=5";

    CommandLineRun plain = train("local[2]", DATA, "plain", seed);
    CommandLineRun coarse = train("local[2]", workspace.path("coarse"), "run-coarse", seed);
    CommandLineRun one = train("local[1]", workspace.path("fine"), "run-one", seed);
    CommandLineRun three = train("local[3]", workspace.path("fine"), "run-three", seed);

    assertThat(List.of(hash(coarse), hash(one), hash(three))).containsOnly(hash(plain));
    assertThat(three.lastEventWithout("seconds").get("testAccuracy"))
        .isEqualTo(plain.lastEventWithout("seconds").get("testAccuracy"));
    assertThat(coarse.err()).doesNotContain("permuted");
  }

  /** The order of examples within an epoch depends on the cut. */
  @Test
  void aRunDoesNotGoOnWithDataThatAreCutOtherwise() {
    pack("coarse");
    pack("fine", "--block-size", "4k");
    train("local[2]", workspace.path("coarse"), "run");

    CommandLineRun other =
        CommandLineRun.on(
            "local[2]",
            List.of(
                "train",
                "--resume",
                "--data",
                workspace.path("fine"),
                "--model",
                workspace.model(),
                "--out",
                workspace.path("run"),
                "--epochs",
                "3",
                "--batch-size",
                "16",
                "--workers",
                "3"));

    assertThat(other.status()).isEqualTo(2);
    assertThat(other.err()).contains("blockSize");
  }

  @Test
  void evaluationTakesThePackedTestData() {
    pack("packed");
    train("local[2]", workspace.path("packed"), "run");

    CommandLineRun packed =
        CommandLineRun.on(
            "local[2]",
            List.of(
                "evaluate",
                "--json",
                "--model",
                workspace.path("run"),
                "--data",
                workspace.path("packed")));
    CommandLineRun plain =
        CommandLineRun.on(
            "local[2]",
            List.of("evaluate", "--json", "--model", workspace.path("run"), "--data", DATA));

    assertThat(packed.lastEvent().get("examples").asInt()).isEqualTo(EXAMPLES / 5);
    assertThat(packed.lastEvent().get("correct")).isEqualTo(plain.lastEvent().get("correct"));
    assertThat(packed.lastEvent().get("loss")).isEqualTo(plain.lastEvent().get("loss"));
  }

  private static SparkSession spark() {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[2]")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1");
    return SparkSession.builder().config(SparkSettings.withDefaults(conf)).getOrCreate();
  }

  /** All of it in the order of positions, as it was before it was packed. */
  private static Block source(long seed) throws IOException {
    return Block.read(
        DataSets.training(DATA, STORAGE), new PositionRange(0, EXAMPLES), seed, STORAGE);
  }

  private static byte[] image(Block block, int place) {
    return Arrays.copyOfRange(block.pixels(), place * IMAGE, (place + 1) * IMAGE);
  }

  @Test
  void sparkReadsWhatWasPacked() throws IOException {
    pack("packed", "--seed", "9", "--block-size", "4k", "--file-size", "8k");

    List<Row> rows;
    try (SparkSession spark = spark()) {
      // Given, because to find it Spark sends types that are not registered; others do not read.
      String schema = "id bigint, label int, height int, width int, channels int, pixels binary";
      rows =
          new ArrayList<>(
              spark.read().schema(schema).parquet(workspace.path("packed/train")).collectAsList());
    }
    rows.sort(Comparator.comparingLong(row -> row.<Long>getAs("id")));

    assertThat(rows).hasSize(EXAMPLES);
    Block block = source(9);
    int seen = 0;
    for (int place = 0; place < EXAMPLES; place++) {
      byte[] pixels = image(block, place);
      for (Row row : rows) {
        if (Arrays.equals(row.<byte[]>getAs("pixels"), pixels)) {
          assertThat(row.<Integer>getAs("label")).isEqualTo(block.labels()[place]);
          // Generated labels go round with the record's number.
          assertThat(row.<Long>getAs("id") % 10).isEqualTo(block.labels()[place]);
          seen++;
        }
      }
    }
    assertThat(seen).isEqualTo(EXAMPLES);
    for (int i = 0; i < EXAMPLES; i++) {
      assertThat(rows.get(i).<Long>getAs("id")).isEqualTo(i);
      assertThat(rows.get(i).<Integer>getAs("height")).isEqualTo(12);
      assertThat(rows.get(i).<Integer>getAs("width")).isEqualTo(12);
      assertThat(rows.get(i).<Integer>getAs("channels")).isEqualTo(1);
    }
  }

  private String writeWithSpark(Block block, String codec) throws IOException {
    StructType schema =
        new StructType()
            .add("pixels", DataTypes.BinaryType)
            .add("name", DataTypes.StringType)
            .add("label", DataTypes.LongType);
    List<Row> rows = new ArrayList<>();
    for (int place = 0; place < EXAMPLES; place++) {
      rows.add(RowFactory.create(image(block, place), "n" + place, (long) block.labels()[place]));
    }
    String path = workspace.path("foreign-" + codec);
    try (SparkSession spark = spark()) {
      spark
          .createDataFrame(rows, schema)
          .repartition(3)
          .write()
          .option("compression", codec)
          .parquet(path);
    }
    return path;
  }

  @ParameterizedTest
  @ValueSource(strings = {"snappy", "zstd", "gzip", "none"})
  void whatSparkWroteIsRead(String codec) throws IOException {
    Block block = source(1);

    DataSource foreign = DataSets.training(writeWithSpark(block, codec), STORAGE);

    assertThat(foreign.summary().shape()).isEqualTo(block.shape());
    assertThat(texts(Block.read(foreign, new PositionRange(0, EXAMPLES), 4, STORAGE)))
        .containsExactlyInAnyOrderElementsOf(texts(block));
  }

  @Test
  void oneLineSaysThatParquetOfOthersIsPermuted() throws IOException {
    String foreign = writeWithSpark(source(1), "snappy");

    CommandLineRun run = train("local[2]", foreign, "run");

    assertThat(run.err().lines().filter(line -> line.contains("permuted as it is loaded")))
        .hasSize(1);
    assertThat(run.lastEvent().get("event").asText()).isEqualTo("result");
  }

  private static List<String> texts(Block block) {
    List<String> texts = new ArrayList<>();
    for (int place = 0; place < block.size(); place++) {
      texts.add(block.labels()[place] + Arrays.toString(image(block, place)));
    }
    return texts;
  }
}
