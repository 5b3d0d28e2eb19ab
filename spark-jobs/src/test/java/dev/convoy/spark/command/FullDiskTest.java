package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.files.FullDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that has no room left is a line that names the file, and then the run goes on. */
class FullDiskTest {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "spark.hadoop.fs.full.impl",
          FullDisk.class.getName(),
          "spark.hadoop.fs.full.impl.disable.cache",
          "true");

  @TempDir private Path folder;
  private Workspace workspace;

  @BeforeEach
  void open() {
    workspace = new Workspace(folder);
  }

  @AfterEach
  void makeRoom() {
    FullDisk.clear();
  }

  private CommandLineRun run(String... words) {
    return CommandLineRun.on("local[2]", SETTINGS, List.of(words));
  }

  private CommandLineRun train(String out) {
    return run(
        "train",
        "--data",
        Workspace.DATA,
        "--model",
        workspace.model(),
        "--out",
        out,
        "--epochs",
        "3",
        "--resume",
        "--json");
  }

  private String onFullDisk(String name) {
    return FullDisk.path(folder.resolve(name)).toString();
  }

  private static String lastLine(CommandLineRun run) {
    assertThat(run.err()).doesNotContain("\tat ", "FSError");
    List<String> lines = run.err().lines().toList();
    return lines.get(lines.size() - 1);
  }

  @Test
  void aRunNamesTheFileGivesItsLeaseBackAndGoesOnWhenThereIsRoom() throws IOException {
    String expected =
        train(workspace.path("undisturbed")).lastEvent().get("parametersSha256").asText();
    String out = onFullDisk("run");
    List<String> files = new ArrayList<>();
    CommandLineRun run = null;
    int failed = 0;
    for (int room = 0; run == null || run.status() != 0; room += 4000) {
      FullDisk.setRoom(room);
      run = train(out);
      if (run.status() != 0) {
        failed++;
        assertThat(run.status()).as(run.err()).isEqualTo(1);
        assertThat(run.err()).doesNotContain("watching for", "taking over");
        assertThat(lastLine(run))
            .matches(
                "convoy train: .*full:/\\S+/run/\\S+: no space left on device; free some, then"
                    + " give the same command again, with --resume");
        files.add(lastLine(run).replaceFirst(".*/(\\S+): no space.*", "$1"));
        assertNoneTemporary();
        assertThat(folder.resolve("run/lease").toFile().list())
            .allMatch(name -> name.startsWith("heartbeat"));
      }
    }

    assertThat(failed).isGreaterThan(3);
    assertThat(files).contains("generation-00001", "model.safetensors");
    assertThat(run.lastEvent().get("parametersSha256").asText()).isEqualTo(expected);
  }

  private void assertNoneTemporary() throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      assertThat(found.filter(path -> path.toString().endsWith(".tmp"))).isEmpty();
    }
  }

  @Test
  void aPackNamesTheFileAndWhatToRemove() {
    FullDisk.setRoom(5000);
    String out = onFullDisk("packed");
    CommandLineRun run = run("pack", "--data", Workspace.DATA, "--out", out);

    assertThat(run.status()).as(run.err()).isEqualTo(1);
    assertThat(lastLine(run))
        .matches(
            "convoy pack: full:/\\S+/part-00000.parquet: no space left on device; remove the"
                + " unfinished folder '"
                + out
                + "'; free some, then give the same command again");
  }

  @Test
  void aPictureNamesItsFileAndIsNotThere() {
    FullDisk.setRoom(10);
    CommandLineRun run =
        run("check", "data", "--data", Workspace.DATA, "--samples", onFullDisk("mine.png"));

    assertThat(run.status()).as(run.err()).isEqualTo(1);
    assertThat(lastLine(run))
        .matches(
            "convoy check data: .*mine.png: no space left on device; free some, then give the same"
                + " command again");
    assertThat(folder.toFile().list()).isEmpty();
  }
}
