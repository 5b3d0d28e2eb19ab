package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.checkpoint.MiniHdfs;
import dev.convoy.checkpoint.RunDirectory;
import dev.convoy.files.FilePath;
import dev.convoy.lease.Lease;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivilegedExceptionAction;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.SafeModeAction;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.MiniDFSCluster.DataNodeProperties;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Training from HDFS into HDFS with the command line, while DataNodes come and go. */
class HdfsTest {
  private static final String[] SETTINGS = {"--workers", "2", "--batch-size", "16", "--json"};

  @TempDir private static Path temporary;
  private static MiniHdfs hdfs;
  private static Workspace workspace;

  private String out;

  @BeforeAll
  static void start() throws IOException {
    workspace = new Workspace(temporary.resolve("local"));
    workspace.model();
    workspace.noise("data/train", 120);
    workspace.noise("data/t10k", 50);
    hdfs = new MiniHdfs(temporary.resolve("hdfs"), 3);
    for (String name : List.of("data", "tiny.json")) {
      hdfs.files().copyFromLocalFile(hadoop(workspace.path(name)), hadoop(hdfs.uri("/" + name)));
    }
  }

  @AfterAll
  static void stop() {
    hdfs.close();
  }

  @BeforeEach
  void chooseAnOutput(TestInfo test) {
    out = hdfs.uri("/" + test.getTestMethod().orElseThrow().getName());
  }

  private static org.apache.hadoop.fs.Path hadoop(String path) {
    return new org.apache.hadoop.fs.Path(path);
  }

  private static List<String> train(String root, String out, String... more) {
    List<String> arguments = new ArrayList<>(List.of("train", "--out", out));
    arguments.addAll(List.of("--data", root + "/data", "--model", root + "/tiny.json"));
    arguments.addAll(List.of(SETTINGS));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private static CommandLineRun run(List<String> arguments) {
    return CommandLineRun.on("local[2]", arguments);
  }

  private List<String> files() throws IOException {
    List<String> names = new ArrayList<>();
    if (hdfs.files().exists(hadoop(out))) {
      for (FileStatus status : hdfs.files().listStatus(hadoop(out))) {
        names.add(status.getPath().getName());
      }
    }
    return names;
  }

  @Test
  void samplesAreDrawnFromHdfsIntoHdfsAndReplaceNothing() throws IOException {
    String picture = out + "/samples.png";
    String local = workspace.path("samples.png");
    List<String> check = List.of("check", "data", "--augment", "flip,noise:0.1", "--samples");

    List<String> remote = new ArrayList<>(check);
    remote.addAll(List.of(picture, "--data", hdfs.uri("/data")));
    CommandLineRun first = CommandLineRun.of(remote);
    CommandLineRun again = CommandLineRun.of(remote);
    List<String> beside = new ArrayList<>(check);
    beside.addAll(List.of(local, "--data", workspace.path("data")));
    assertThat(CommandLineRun.of(beside).status()).isZero();

    assertThat(first.status()).as(first.err()).isZero();
    assertThat(again.status()).isEqualTo(2);
    assertThat(again.err()).contains("samples '" + picture + "': is there already");
    assertThat(files()).containsExactly("samples.png");
    try (InputStream in = hdfs.files().open(hadoop(picture))) {
      assertThat(in.readAllBytes()).isEqualTo(Files.readAllBytes(Path.of(local)));
    }
  }

  @Test
  void aRunThatLosesDataNodesStopsAndGoesOnEndsWithTheBitsOfALocalOne() throws IOException {
    List<DataNodeProperties> stopped = new ArrayList<>();
    String pid = String.valueOf(ProcessHandle.current().pid());
    CommandLineRun first =
        CommandLineRun.on(
            "local[2]",
            train(hdfs.uri(""), out, "--epochs", "1000000", "--checkpoint-rounds", "2"),
            event -> {
              int epoch = event.path("epoch").asInt();
              if (epoch == 1) {
                stopped.add(hdfs.stopDataNode());
              } else if (epoch == 2) {
                new ProcessBuilder("kill", "-TERM", pid).start().waitFor();
              }
            });
    assertThat(first.status()).as(first.err()).isEqualTo(3);
    assertThat(first.err()).contains(out + ": stopped by SIGTERM after epoch ");
    assertThat(files()).doesNotContain("manifest.json", "model.safetensors");
    assertThat(stopped).hasSize(1);
    int done = first.lastEvent().get("epoch").asInt();

    String epochs = String.valueOf(done + 3);
    CommandLineRun resumed =
        CommandLineRun.on(
            "local[2]",
            train(hdfs.uri(""), out, "--epochs", epochs, "--resume"),
            event -> {
              if (event.path("epoch").asInt() == done + 2) {
                hdfs.restart(List.of(stopped.remove(0)));
                stopped.add(hdfs.stopDataNode());
              }
            });
    assertThat(resumed.status()).as(resumed.err()).isZero();
    assertThat(resumed.err()).contains("going on after epoch ").doesNotContain("is skipped");
    assertThat(stopped).hasSize(1);
    assertThat(files()).contains("manifest.json", "model.safetensors");

    CommandLineRun local =
        run(train(temporary + "/local", workspace.path("run"), "--epochs", epochs));
    assertThat(local.status()).as(local.err()).isZero();
    assertSame(resumed.lastEvent(), local.lastEvent(), "parametersSha256", "testAccuracy");

    CommandLineRun evaluated =
        run(List.of("evaluate", "--model", out, "--data", hdfs.uri("/data"), "--json"));
    assertThat(evaluated.status()).as(evaluated.err()).isZero();
    assertSame(evaluated.lastEvent(), local.lastEvent(), "parametersSha256");
    assertThat(evaluated.lastEvent().get("accuracy"))
        .isEqualTo(local.lastEvent().get("testAccuracy"));
    hdfs.restart(stopped);
  }

  private static void assertSame(ObjectNode actual, ObjectNode expected, String... keys) {
    for (String key : keys) {
      assertThat(actual.get(key)).as(key).isNotNull().isEqualTo(expected.get(key));
    }
  }

  @Test
  void aSecondDriverEndsWithStatusFour() throws IOException {
    RunDirectory directory = RunDirectory.open(FilePath.of(out), hdfs.storage());
    try (Lease lease = directory.lease(line -> {})) {
      CommandLineRun second = run(train(hdfs.uri(""), out));

      assertThat(second.status()).as(second.err()).isEqualTo(4);
      assertThat(second.err().lines().toList())
          .last()
          .asString()
          .startsWith("convoy train: run directory " + out + ": is being trained by ")
          .endsWith("; one run directory takes one driver");
      lease.requireHeld();
    }
    assertThat(files()).containsExactly("lease");
  }

  @Test
  void aNameNodeInSafeModeIsSaidInOneLineAndNothingIsWritten() throws IOException {
    hdfs.files().setSafeMode(SafeModeAction.ENTER);
    try {
      assertRefused(
          run(train(hdfs.uri(""), out)),
          "out '" + out + "': Cannot create directory ",
          "Name node is in safe mode");
    } finally {
      hdfs.files().setSafeMode(SafeModeAction.LEAVE);
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void whoMayNotWriteOrReadIsToldSoInOneLine() throws Exception {
    hdfs.files().mkdirs(hadoop(out), new FsPermission("755"));
    hdfs.files().mkdirs(hadoop(hdfs.uri("/secret")), new FsPermission("700"));
    UserGroupInformation guest = UserGroupInformation.createUserForTesting("guest", new String[0]);

    CommandLineRun noWriting = runAs(guest, train(hdfs.uri(""), out));
    List<String> secret = train(hdfs.uri(""), out);
    secret.set(secret.indexOf("--data") + 1, hdfs.uri("/secret/data"));
    CommandLineRun noReading = runAs(guest, secret);

    assertRefused(noWriting, "out '" + out + "': Permission denied: user=guest, access=WRITE");
    assertRefused(
        noReading, "data '" + hdfs.uri("/secret/data") + "': Permission denied: user=guest");
    assertThat(files()).isEmpty();
  }

  private static CommandLineRun runAs(UserGroupInformation user, List<String> arguments)
      throws Exception {
    return user.doAs((PrivilegedExceptionAction<CommandLineRun>) () -> run(arguments));
  }

  @Test
  void dataWhoseBlocksAreLostAreSaidInOneLineAndNothingIsWritten() throws IOException {
    String root = hdfs.uri("/lost");
    for (String name : List.of("data", "tiny.json")) {
      hdfs.files().copyFromLocalFile(hadoop(workspace.path(name)), hadoop(root + "/" + name));
    }
    hdfs.loseBlocks(FilePath.of(root + "/data/train-images-idx3-ubyte"));

    assertRefused(run(train(root, out)), root + "/data", "train-images-idx3-ubyte");
    assertThat(files()).isEmpty();
  }

  @Test
  void aNameNodeThatIsNotThereIsSaidInOneLine() {
    // As often as users may set it; without that, Hadoop tries for ten seconds.
    System.setProperty("spark.hadoop.ipc.client.connect.max.retries", "0");
    try {
      List<String> arguments = train(hdfs.uri(""), out, "--test", "hdfs://127.0.0.1:1/data");
      assertRefused(run(arguments), "test 'hdfs://127.0.0.1:1/data': Call From ");
    } finally {
      System.clearProperty("spark.hadoop.ipc.client.connect.max.retries");
    }
  }

  private static void assertRefused(CommandLineRun run, String... message) {
    assertThat(run.status()).as(run.err()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err())
        .startsWith("convoy train: ")
        .contains(message)
        .doesNotContain("\tat ", " at org.")
        .hasSizeLessThan(1000);
  }
}
