package dev.convoy.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.convoy.data.DataSource;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** The examples that need neither Spark nor Hadoop, with neither on the class path. */
class CoreExamplesIT {
  private static final Path EXAMPLES = Path.of("../examples");
  private static final int ENDLESS = 1_000_000;

  @TempDir private static Path folder;
  private static String core;

  @BeforeAll
  static void compile() throws IOException, URISyntaxException {
    List<String> places = new ArrayList<>();
    for (Class<?> type :
        List.of(
            DataSource.class,
            ObjectMapper.class,
            JsonFactory.class,
            JsonProperty.class,
            Logger.class)) {
      places.add(
          Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    core = String.join(File.pathSeparator, places);
    compile("train-without-spark", "TrainWithoutSpark");
    compile("custom-data-source", "CsvFormat", "CsvSource");
    Path services = Path.of("META-INF/services/dev.convoy.data.DataFormat");
    Path copy = folder.resolve("custom-data-source").resolve(services);
    Files.createDirectories(copy.getParent());
    Files.copy(EXAMPLES.resolve("custom-data-source/src/main/resources").resolve(services), copy);
  }

  private static void compile(String example, String... classes) throws IOException {
    Path target = Files.createDirectories(folder.resolve(example));
    List<String> arguments = new ArrayList<>(List.of("-d", target.toString(), "-cp", core));
    for (String name : classes) {
      arguments.add(
          EXAMPLES.resolve(example + "/src/main/java/example/" + name + ".java").toString());
    }
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(System.in, System.out, System.err, arguments.toArray(String[]::new)))
        .isZero();
  }

  private static DriverProcess train(String name, String data, Path run, int epochs)
      throws IOException {
    String classPath =
        Stream.of(
                core,
                folder.resolve("train-without-spark").toString(),
                folder.resolve("custom-data-source").toString())
            .collect(Collectors.joining(File.pathSeparator));
    return DriverProcess.start(
        folder,
        name,
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classPath,
            "example.TrainWithoutSpark",
            data,
            run.toString(),
            String.valueOf(epochs)));
  }

  private static List<String> output(String name, String data, Path run, int epochs)
      throws IOException, InterruptedException {
    try (DriverProcess driver = train(name, data, run, epochs)) {
      DriverProcess.Finished finished = driver.finish();
      assertThat(finished.status()).as(finished.err()).isZero();
      return finished.out();
    }
  }

  @Test
  void aRunWithoutSparkResumesAfterItWasKilledAndPredicts()
      throws IOException, InterruptedException {
    IdxFolder.write(folder.resolve("idx"), 60);
    String data = folder.resolve("idx").toString();
    Path checkpoints = folder.resolve("killed/checkpoints");
    try (DriverProcess killed = train("killed", data, folder.resolve("killed"), ENDLESS)) {
      killed.await(() -> newest(checkpoints) >= 2);
    }
    int epochs = newest(checkpoints) + 2;

    List<String> resumed = output("resumed", data, folder.resolve("killed"), epochs);

    assertThat(resumed.get(0)).startsWith(epochs + " epochs, SHA-256 ");
    assertThat(resumed.get(1).split(",")).hasSize(10);
    assertThat(output("whole", data, folder.resolve("whole"), epochs)).isEqualTo(resumed);
  }

  @Test
  void aFormatFromElsewhereIsFoundByNameAndByWhatAFolderHolds()
      throws IOException, InterruptedException {
    StringBuilder lines = new StringBuilder();
    for (int image = 0; image < 40; image++) {
      lines.append(image % 10);
      for (int pixel = 0; pixel < 28 * 28; pixel++) {
        lines.append(',').append((image * 31 + pixel * 7) % 256);
      }
      lines.append('\n');
    }
    Path data = Files.createDirectories(folder.resolve("csv"));
    Files.writeString(data.resolve("train.csv"), lines);

    List<String> recognized = output("recognized", data.toString(), folder.resolve("a"), 2);

    assertThat(recognized.get(0)).startsWith("2 epochs, SHA-256 ");
    assertThat(output("named", "csv:" + data, folder.resolve("b"), 2)).isEqualTo(recognized);
  }

  private static int newest(Path checkpoints) {
    String[] names = checkpoints.toFile().list();
    return names == null
        ? 0
        : Stream.of(names)
            .map(name -> name.replaceAll("^epoch-([0-9]+).*", "$1"))
            .mapToInt(Integer::parseInt)
            .max()
            .orElse(0);
  }
}
