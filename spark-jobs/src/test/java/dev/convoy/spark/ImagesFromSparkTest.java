package dev.convoy.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.data.image.EncodedImage;
import dev.convoy.data.image.ImageFields;
import dev.convoy.data.image.ImagePart;
import dev.convoy.data.image.ImageSet;
import dev.convoy.data.image.ImageSets;
import dev.convoy.data.image.ImageSink;
import dev.convoy.data.image.ImageSource;
import dev.convoy.files.Storage;
import dev.convoy.hadoop.HadoopStorage;
import dev.convoy.image.ImageLimits;
import dev.convoy.spark.settings.SparkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.Metadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of image files that Spark itself wrote, read without it and in its tasks. */
@Tag("slow")
class ImagesFromSparkTest {
  private static final int IMAGES = 12;
  private static final List<String> NAMES = List.of("cat", "cow", "dog");

  @TempDir private static Path folder;
  private static SparkSession spark;
  private static Storage storage;

  @BeforeAll
  static void writeImages() throws IOException {
    SparkConf conf =
        new SparkConf().setMaster("local[2]").setAppName("images").set("spark.ui.enabled", "false");
    spark = SparkSession.builder().config(SparkSettings.withDefaults(conf)).getOrCreate();
    storage = new HadoopStorage(spark.sparkContext().hadoopConfiguration());
    for (int i = 0; i < IMAGES; i++) {
      Path file = folder.resolve("files/" + NAMES.get(i % 3) + "/" + i + ".png");
      Files.createDirectories(file.getParent());
      Files.writeString(file, "image " + i);
    }
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static Dataset<Row> files() {
    return spark
        .read()
        .format("binaryFile")
        .option("recursiveFileLookup", "true")
        .load(folder.resolve("files").toString());
  }

  /** The name of the folder that a file is in. */
  private static Column className() {
    return functions.element_at(functions.split(functions.col("path"), "/"), -2);
  }

  private static ImageSource open(String name, ImageFields fields) throws IOException {
    ImageSet set = ImageSets.find(folder.resolve(name).toString(), fields, storage).orElseThrow();
    return set.training();
  }

  /** Reads a part; what is bad fails the test. */
  private static List<EncodedImage> read(ImagePart part, Storage storage) throws IOException {
    List<EncodedImage> images = new ArrayList<>();
    for (ImagePart listed : part.listed(storage)) {
      listed.read(
          storage,
          ImageLimits.STANDARD,
          new ImageSink() {
            @Override
            public void add(EncodedImage image) {
              images.add(image);
            }

            @Override
            public void bad(String name, String reason) {
              throw new AssertionError(name + ": " + reason);
            }
          });
    }
    return images;
  }

  private static List<EncodedImage> read(ImageSource source) throws IOException {
    List<EncodedImage> images = new ArrayList<>();
    for (ImagePart part : source.parts()) {
      images.addAll(read(part, storage));
    }
    return images;
  }

  private static void requireFiles(List<EncodedImage> images) throws IOException {
    assertThat(images).hasSize(IMAGES);
    for (EncodedImage image : images) {
      Path file = Path.of(image.id().orElseThrow().replaceFirst("^file:/*", "/"));
      assertThat(image.content()).isEqualTo(Files.readAllBytes(file));
      assertThat(image.label()).isEqualTo(NAMES.indexOf(file.getParent().getFileName().toString()));
    }
    assertThat(images).extracting(EncodedImage::name).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"snappy", "zstd", "lz4", "gzip", "uncompressed"})
  void binaryFilesWithLabelsThatAreNames(String codec) throws IOException {
    files()
        .withColumn("label", className())
        .write()
        .option("compression", codec)
        .parquet(folder.resolve(codec).toString());

    ImageSource source = open(codec, ImageFields.USUAL);

    assertThat(source.classNames()).isEqualTo(NAMES);
    requireFiles(read(source));
  }

  /** As StringIndexer leaves it: numbers with fractions, and their names in the metadata. */
  @Test
  void indexesOfStringsHaveTheirNames() throws IOException {
    Metadata names =
        Metadata.fromJson(
            "{\"ml_attr\":{\"vals\":[\"dog\",\"cow\",\"cat\"],\"type\":\"nominal\",\"name\":\"label\"}}");
    Column index =
        functions
            .when(className().equalTo("dog"), 0.0)
            .when(className().equalTo("cow"), 1.0)
            .otherwise(2.0);
    files()
        .withColumn("label", index.as("label", names))
        .write()
        .parquet(folder.resolve("indexed").toString());

    ImageSource own = open("indexed", ImageFields.USUAL);
    ImageSource given = open("indexed", ImageFields.USUAL.withClassNames(NAMES));

    assertThat(own.classNames()).containsExactly("dog", "cow", "cat");
    assertThat(read(own)).extracting(EncodedImage::label).contains(0, 1, 2);
    requireFiles(read(given));
  }

  @Test
  void withoutLabelsTheImagesAreThereToPredict() throws IOException {
    files().write().parquet(folder.resolve("bare").toString());

    List<EncodedImage> images = read(open("bare", ImageFields.USUAL.unlabelled()));

    assertThat(images)
        .hasSize(IMAGES)
        .extracting(EncodedImage::label)
        .containsOnly(EncodedImage.UNLABELLED);
  }

  @Test
  void partsTravelToTasks() throws IOException {
    files()
        .withColumn("kind", className())
        .repartition(3)
        .write()
        .parquet(folder.resolve("several").toString());
    ImageFields kind =
        new ImageFields(Optional.empty(), Optional.of("kind"), Optional.empty(), true);
    ImageSource source = open("several", kind);

    List<Integer> parts = IntStream.range(0, source.parts().size()).boxed().toList();
    List<String> names =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(parts, 3)
            .flatMap(
                part ->
                    read(source.parts().get(part), new HadoopStorage(new Configuration())).stream()
                        .map(EncodedImage::name)
                        .iterator())
            .collect();

    assertThat(names)
        .hasSize(IMAGES)
        .isEqualTo(read(source).stream().map(EncodedImage::name).toList());
  }
}
