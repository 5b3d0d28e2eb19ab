package dev.convoy.spark.command;

import static dev.convoy.spark.command.Refusal.DATA;
import static dev.convoy.spark.command.Refusal.NOTHING;
import static dev.convoy.spark.command.Refusal.at;
import static dev.convoy.spark.command.Refusal.train;
import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.model.json.ModelJson;
import dev.convoy.spark.TinyModel;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A run is not touched by what does not belong to it. */
class BadResumeTest {
  /** Holds a finished run, {@code run}, of 2 workers and seed 1. */
  @TempDir private static Path sharedFolder;

  private static Refusal resumed(String what, String message, String... changes) {
    List<String> arguments = train(changes);
    arguments.set(arguments.indexOf("--out") + 1, "@/run");
    arguments.add("--resume");
    return new Refusal(what, NOTHING, arguments, message);
  }

  static Stream<Refusal> withARun() {
    return Stream.of(
        new Refusal(
            "a run without --resume",
            NOTHING,
            train("--out", "@/run"),
            "out '@/run' holds a run; give --resume to go on with it, or another directory"),
        resumed(
            "another seed", "seed is 2, but the run in @/run was started with 1", "--seed", "2"),
        resumed(
            "other workers",
            "workers is 3, but the run in @/run was started with 2",
            "--workers",
            "3"),
        resumed(
            "another batch size",
            "batchSize is 32, but the run in @/run was started with 64",
            "--batch-size",
            "32"),
        resumed(
            "other inner state",
            "innerState is \"average\", but the run in @/run was started with \"reset\"",
            "--inner-state",
            "average"),
        resumed(
            "other scaling of the rate",
            "scaleRate is \"sqrt\", but the run in @/run was started with \"none\"",
            "--scale-rate",
            "sqrt"),
        resumed(
            "other wire",
            "wire is \"bfloat16\", but the run in @/run was started with \"float32\"",
            "--wire",
            "bfloat16"),
        resumed(
            "other synchronization",
            "sync is \"gradient\", but the run in @/run was started with \"epoch\"",
            "--sync",
            "gradient"),
        resumed(
            "another optimizer",
            "optimizer is \"adam:0.001\", but the run in @/run was started with",
            "--optimizer",
            "adam"),
        resumed(
            "another algorithm",
            "algorithm is \"winograd\", but the run in @/run was started with \"direct\"",
            "--algorithm",
            "winograd"),
        resumed(
            "frozen parameters",
            "frozen is [\"conv1.weight\", \"conv1.bias\"], but the run in @/run was started without it",
            "--freeze",
            "conv1"),
        resumed("parameters of another run", "initSha256 is \"", "--init-from", "@/run"),
        new Refusal(
            "start a model from one of other shapes",
            NOTHING,
            train("--out", "@/new", "--model", "@/other.json", "--init-from", "@/run"),
            "@/run: does not fit the model: 3 of another shape (conv2.weight is [20, 8, 3, 3], the"
                + " model's [21, 8, 3, 3], "),
        new Refusal(
            "start with a new head that is none",
            NOTHING,
            train("--out", "@/new", "--new-head", "head", "--init-from", "@/run"),
            "new-head 'head': the model has no such parameters"),
        new Refusal(
            "start with names from a file that is nowhere",
            NOTHING,
            train("--out", "@/new", "--init-map", "@/map.json", "--init-from", "@/run"),
            "init-map '@/map.json': no such file"),
        resumed(
            "another schedule",
            "schedule is \"exponential:0.9\", but the run in @/run was started with \"constant\"",
            "--schedule",
            "exponential:0.9"),
        resumed(
            "another warm-up of the rate",
            "warmup is 1.0, but the run in @/run was started with 0.0",
            "--warmup",
            "1"),
        resumed(
            "other smoothing",
            "labelSmoothing is 0.5, but the run in @/run was started with 0.0",
            "--label-smoothing",
            "0.5"),
        resumed(
            "other weights of classes",
            "classWeights is \"balanced\", but the run in @/run was started with \"none\"",
            "--class-weights",
            "balanced"),
        resumed(
            "other accumulation",
            "accumulate is 2, but the run in @/run was started with 1",
            "--accumulate",
            "2"),
        resumed(
            "another average",
            "average is \"ema:0.9\", but the run in @/run was started with \"none\"",
            "--average",
            "ema:0.9"),
        resumed(
            "an end before the last epoch",
            "earlyStopping is \"3,0.0\", but the run in @/run was started without it",
            "--early-stopping",
            "3"),
        resumed("another penalty", "l1 is 0.1, but the run in @/run was", "--l1", "0.1"),
        resumed("another decay", "l2 is 0.1, but the run in @/run was", "--l2", "0.1"),
        resumed(
            "another clipping",
            "clipNorm is 2.0, but the run in @/run was started without it",
            "--clip-norm",
            "2"),
        resumed(
            "another measure of evaluations",
            "monitor is \"loss\", but the run in @/run was started with \"accuracy\"",
            "--monitor",
            "loss"),
        resumed("other data", "dataSha256 is \"", "--data", "generated:61:12x12x1"),
        resumed(
            "another model",
            "model '@/other.json' is not the one that the run in @/run was started with",
            "--model",
            "@/other.json"),
        resumed(
            "more epochs of another seed",
            "seed is 2, but the run in @/run was started with 1",
            "--seed",
            "2",
            "--epochs",
            "9"),
        new Refusal(
            "evaluate on images of another size",
            NOTHING,
            List.of("evaluate", "--model", "@/run", "--data", "generated:60:13x13x1"),
            "generated data: images are 13×13×1, the model's input is 12×12×1"),
        new Refusal(
            "evaluate without workers",
            NOTHING,
            List.of("evaluate", "--model", "@/run", "--data", DATA, "--workers", "0"),
            "workers 0 must be at least 1"),
        new Refusal(
            "evaluate with an empty batch",
            NOTHING,
            List.of("evaluate", "--model", "@/run", "--data", DATA, "--batch-size", "0"),
            "batch-size 0 must be at least 1"));
  }

  @BeforeAll
  static void trainOnce() {
    Workspace workspace = new Workspace(sharedFolder);
    workspace.model();
    String other = ModelJson.write(TinyModel.model()).replace("\"filters\": 20", "\"filters\": 21");
    workspace.write("other.json", other);
    CommandLineRun run =
        CommandLineRun.on("local[2]", at(sharedFolder, train("--out", "@/run", "--epochs", "1")));
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(other).isNotEqualTo(ModelJson.write(TinyModel.model()));
  }

  @ParameterizedTest
  @MethodSource("withARun")
  void aRunIsNotTouchedByWhatDoesNotBelongToIt(Refusal bad) {
    bad.requireIn(sharedFolder);
  }
}
