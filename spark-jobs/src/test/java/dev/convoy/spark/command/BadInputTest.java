package dev.convoy.spark.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.model.ModelJson;
import dev.convoy.model.NamedModels;
import dev.convoy.spark.TinyModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong is said in one line, with status 2; nothing is written or lost. */
class BadInputTest {
  private static final String GOOD_DATA = "generated:60:12x12x1";
  private static final Consumer<Workspace> NOTHING = workspace -> {};

  /** Holds a finished run, {@code run}, of 2 workers and seed 1. */
  @TempDir private static Path sharedFolder;

  /**
   * A case.
   *
   * @param what a name
   * @param prepare makes the files
   * @param arguments with {@code @} for the folder
   * @param message with {@code @} for the folder; the line goes on
   * @param master Spark's
   */
  record Case(
      String what,
      Consumer<Workspace> prepare,
      List<String> arguments,
      String message,
      String master) {
    /** On two local threads. */
    Case(String what, Consumer<Workspace> prepare, List<String> arguments, String message) {
      this(what, prepare, arguments, message, "local[2]");
    }

    @Override
    public String toString() {
      return what;
    }
  }

  /** A {@code train} that would work, with options added or changed. */
  private static List<String> train(String... changes) {
    List<String> arguments =
        new ArrayList<>(
            List.of("train", "--data", GOOD_DATA, "--model", "@/tiny.json", "--out", "@/out"));
    for (int i = 0; i < changes.length; i++) {
      int at = arguments.indexOf(changes[i]);
      if (at >= 0) {
        arguments.set(at + 1, changes[++i]);
      } else {
        arguments.add(changes[i]);
      }
    }
    return arguments;
  }

  private static Case option(String message, String... changes) {
    return new Case(String.join(" ", changes), NOTHING, train(changes), message);
  }

  private static Case data(String what, Consumer<Workspace> prepare, String message) {
    return new Case(what, prepare, train("--data", "@/data"), message);
  }

  private static Case model(String what, String json, String message) {
    return new Case(
        what,
        workspace -> workspace.write("model.json", json),
        train("--model", "@/model.json"),
        message);
  }

  private static Case resumed(String what, String message, String... changes) {
    List<String> arguments = train(changes);
    arguments.set(arguments.indexOf("--out") + 1, "@/run");
    arguments.add("--resume");
    return new Case(what, NOTHING, arguments, message);
  }

  static Stream<Case> options() {
    return Stream.of(
        option("sgd: rate NaN must be above 0 and finite", "--optimizer", "sgd:NaN"),
        option("sgd: rate NaN must be above 0 and finite", "--optimizer", "sgd:NaN,0.9"),
        option("adam: rate NaN must be above 0 and finite", "--optimizer", "adam:NaN"),
        option("sgd: momentum 1.5 must be at least 0 and below 1", "--optimizer", "sgd:0.1,1.5"),
        option("optimizer 'adagrad' must be sgd[:rate", "--optimizer", "adagrad"),
        option("l1 -1.0 must be at least 0 and finite", "--l1", "-1"),
        option("l2 NaN must be at least 0 and finite", "--l2", "NaN"),
        option("label-smoothing 1.0 must be at least 0 and below 1", "--label-smoothing", "1"),
        option(
            "label-smoothing 0.1 needs loss softmaxCrossEntropy, not meanSquaredError",
            "--label-smoothing",
            "0.1",
            "--loss",
            "meanSquaredError"),
        option(
            "class-weights '1,2' must be none, balanced or 10 finite numbers of at least 0",
            "--class-weights",
            "1,2"),
        option(
            "class-weights 'balanced' needs loss softmaxCrossEntropy, not meanSquaredError",
            "--class-weights",
            "balanced",
            "--loss",
            "meanSquaredError"),
        option("accumulate 0 must be at least 1", "--accumulate", "0"),
        option("clip-norm 0.0 must be above 0", "--clip-norm", "0"),
        option("sync 'steps:0' must be epoch, gradient or steps:H", "--sync", "steps:0"),
        option(
            "augment 'flop': unknown; known are flip, crop, rotate, brightness, contrast, colour,"
                + " noise, erase, mixup; did you mean 'flip'?",
            "--augment",
            "flop"),
        option(
            "augment crop: padding 12 must be less than the height and width of images of 12×12×1",
            "--augment",
            "flip,crop:12"),
        option("augment erase: probability 2.0 must be above 0", "--augment", "erase:2"),
        option("reduce 'tree' must be auto, collect or shuffle", "--reduce", "tree"),
        option("overflow 'tape' must be disk or reread", "--overflow", "tape"),
        option("outer 'mean' must be average or nesterov[:rate[,momentum]]", "--outer", "mean"),
        option("outer nesterov: momentum NaN must be at least 0", "--outer", "nesterov:1,NaN"),
        option(
            "outer 'nesterov:1.0,0.5' needs sync epoch or steps:H, not gradient",
            "--outer",
            "nesterov",
            "--sync",
            "gradient"),
        option("inner-state 'keep' must be reset or average", "--inner-state", "keep"),
        option(
            "inner-state 'average' needs sync epoch or steps:H, not gradient",
            "--inner-state",
            "average",
            "--sync",
            "gradient"),
        option("warmup-rounds 0 must be at least 1", "--warmup-rounds", "0"),
        option(
            "warmup-rounds 3 needs sync epoch, not steps:2",
            "--warmup-rounds",
            "3",
            "--sync",
            "steps:2"),
        option(
            "warmup-rounds 3 needs sync epoch, not gradient",
            "--warmup-rounds",
            "3",
            "--sync",
            "gradient"),
        option("scale-rate '2' must be none, linear or sqrt", "--scale-rate", "2"),
        option("wire 'float16' must be float32 or bfloat16", "--wire", "float16"),
        option("epochs 0 must be at least 1", "--epochs", "0"),
        option("schedule 'linear' must be constant, step:E,F, ", "--schedule", "linear"),
        option("schedule: warm-up of -1.0 epochs must be at least 0", "--warmup", "-1"),
        option("early-stopping 'soon' must be P[,delta] with P", "--early-stopping", "soon"),
        option("average swa: epoch 9 must be from 1 to 8", "--average", "swa:9"),
        option("average 'mean' must be none, ema[:decay] or swa", "--average", "mean"),
        new Case(
            "early stopping without test data",
            workspace -> workspace.images("data", 60, 1),
            train("--data", "@/data", "--early-stopping", "3"),
            "early-stopping '3,0.0' needs test data"),
        option("monitor 'f1' must be accuracy or loss", "--monitor", "f1"),
        new Case(
            "a plateau without test data",
            workspace -> workspace.images("data", 60, 1),
            train("--data", "@/data", "--schedule", "plateau"),
            "schedule 'plateau:0.1,3' needs test data"),
        option("checkpoint rounds 0 must be at least 1", "--checkpoint-rounds", "0"),
        option("keep checkpoints 1 must be at least 2", "--keep-checkpoints", "1"),
        option("max time '90' must be a whole number above 0 and s, m", "--max-time", "90"),
        option("round timeout '0s' must be a whole number above 0", "--round-timeout", "0s"),
        option("wait executors '5' must be a whole number above 0", "--wait-executors", "5"),
        option("on-nan 'ignore' must be fail, skip or rollback", "--on-nan", "ignore"),
        option("batch size 0 must be at least 1", "--batch-size", "0"),
        option(
            "driver memory "
                + Numbers.mega(Runtime.getRuntime().maxMemory())
                + ": the run needs at least ",
            "--batch-size",
            "10000000"),
        option("workers 0 must be at least 1", "--workers", "0"),
        option("workers -3 must be at least 1", "--workers", "-3"),
        option("kernels 'cuda': unknown; known are auto, reference, simd", "--kernels", "cuda"),
        option(
            "algorithm 'fft' is unknown; known are direct, winograd, auto", "--algorithm", "fft"),
        option("initializer 'zero': unknown; known are he-normal", "--initializer", "zero"),
        option("loss 'hinge': unknown; known are softmaxCrossEntropy", "--loss", "hinge"),
        option("Invalid value for option '--epochs': 'five' is not an int", "--epochs", "five"),
        option("Invalid value for option '--seed': '1.5' is not a long", "--seed", "1.5"),
        option("Unknown option: '--epoch=5'", "--epoch=5"),
        option(
            "model 'lenet': neither a named model ("
                + String.join(", ", NamedModels.names())
                + ") nor a file or run directory; did you mean 'lenet5'?",
            "--model",
            "lenet"),
        option("model 'lenet5:28x28' must be NAME[:HEIGHT", "--model", "lenet5:28x28"),
        option(
            "model 'lenet6:28x28x1': no model has the name 'lenet6'; did you mean 'lenet5'?",
            "--model",
            "lenet6:28x28x1"),
        option(
            "model 'alexnet' cannot take 12×12×1: layer 'pool1' (maxPool 3×3 stride 2×2 padding"
                + " valid): input is 2×2×64, height: window of extent 3 does not fit into 2 padded"
                + " positions",
            "--model",
            "alexnet"),
        option(
            "generated data: images are 12×12×1, the model's input is 28×28×1",
            "--model",
            "lenet5:28x28x1"),
        option(
            "generated data: has label 9, the model's 5 classes are 0 to 4",
            "--model",
            "lenet5,classes=5"),
        option("data 'generated:0': must be generated[:EXAMPLES", "--data", "generated:0"),
        option("data '@/nowhere': no such folder", "--test", "@/nowhere"),
        new Case(
            "workers missing on a cluster",
            NOTHING,
            train(),
            "workers must be given with master 'spark://127.0.0.1:1': their number defines the"
                + " result, so it is not guessed",
            "spark://127.0.0.1:1"),
        new Case(
            "required options missing",
            NOTHING,
            List.of("train", "--model", "lenet5"),
            "Missing required options: '--data=PATH', '--out=DIR'"));
  }

  static Stream<Case> dataSets() {
    return Stream.of(
        data("missing folder", NOTHING, "data '@/data': no such folder"),
        data(
            "a file as folder",
            workspace -> workspace.write("data", "text"),
            "data '@/data': is a file, must be a folder or end with .parquet"),
        data(
            "an empty folder",
            workspace -> workspace.write("data/readme", "text"),
            "data '@/data': needs train-images-idx3-ubyte[.gz] and train-labels-idx1-ubyte[.gz]"),
        data(
            "a truncated header",
            workspace -> {
              workspace.images("data", 60, 1);
              workspace.cut("data/train-images-idx3-ubyte", 9);
            },
            "file:@/data/train-images-idx3-ubyte: ends within its header, not an IDX file"),
        data(
            "a header that lies",
            workspace -> {
              workspace.images("data", 60, 1);
              workspace.cut("data/train-images-idx3-ubyte", 5000);
            },
            "file:@/data/train-images-idx3-ubyte: has 5000 bytes, its header (60×12×12) says 8656"),
        data(
            "images and labels that differ in number",
            workspace -> {
              workspace.images("data", 60, 1);
              workspace.idx("data/train-labels-idx1-ubyte", 1, 59);
            },
            "file:@/data/train-labels-idx1-ubyte: holds 59 labels, but"
                + " file:@/data/train-images-idx3-ubyte holds 60 images"),
        data(
            "labels out of range",
            workspace -> workspace.images("data", 60, 10),
            "file:@/data/train-images-idx3-ubyte: has label 10, the model's 10 classes are 0 to"
                + " 9"),
        data(
            "packed data that are cut off",
            workspace -> {
              workspace.pack("data");
              workspace.cut("data/train/part-00000.parquet", 5000);
            },
            "file:@/data/train/part-00000.parquet: has 5000 bytes, its manifest says "),
        data(
            "a manifest of something else",
            workspace -> workspace.write("data/manifest.json", "{\"format\": 3}"),
            "@/data/manifest.json: format is 3, must be \"convoy-packed-1\""),
        data(
            "Parquet that is none",
            workspace -> workspace.write("data/images.parquet", "these are no images"),
            "file:@/data/images.parquet: not a Parquet file that can be read: "),
        data(
            "Parquet without labels",
            workspace -> {
              workspace.pack("packed");
              workspace.copy("packed/train/part-00000.parquet", "data/images.parquet");
              workspace.replace("data/images.parquet", "label", "lapel");
            },
            "file:@/data/images.parquet: has no column 'label'; needs label (integer)"),
        data(
            "CIFAR-10 without its last file",
            workspace -> {
              for (int i = 1; i < 5; i++) {
                workspace.write("data/data_batch_" + i + ".bin", "");
              }
            },
            "data '@/data': has 4 files of CIFAR-10, but no [data_batch_5.bin]"),
        new Case(
            "test labels out of range",
            workspace -> workspace.images("data", 60, 255),
            train("--test", "@/data"),
            "file:@/data/train-images-idx3-ubyte: has label 255, the model's 10 classes are 0 to"
                + " 9"),
        new Case(
            "images of another size than the model's input",
            NOTHING,
            train("--data", "generated:60:14x12x1"),
            "generated data: images are 14×12×1, the model's input is 12×12×1"),
        new Case(
            "test images of another size",
            NOTHING,
            train("--test", "generated:60:12x12x3"),
            "generated data: images are 12×12×3, the model's input is 12×12×1"));
  }

  static Stream<Case> models() {
    String start = "{\"input\": [12, 12, 1], \"layers\": [";
    return Stream.of(
        model("not JSON", "these are no layers", "@/model.json: "),
        model(
            "an unknown key",
            start + "{\"type\": \"conv2d\", \"filter\": 4, \"kernel\": 3}, {\"type\": \"relu\"}]}",
            "@/model.json: "),
        model("an unknown layer", start + "{\"type\": \"conv\"}]}", "@/model.json: "),
        model(
            "a shape that does not fit",
            start
                + "{\"type\": \"conv2d\", \"filters\": 4, \"kernel\": 13},"
                + " {\"type\": \"dense\", \"units\": 10}]}",
            "@/model.json: "),
        model(
            "an output that is no classifier's",
            start + "{\"type\": \"conv2d\", \"filters\": 10, \"kernel\": 3}]}",
            "model: output 'conv1' is 10×10×10, a classifier's must be 1×1×classes"),
        model(
            "softmax before the loss that has its own",
            start + "{\"type\": \"dense\", \"units\": 10}, {\"type\": \"softmax\"}]}",
            "model: ends with softmax, but the loss softmaxCrossEntropy takes logits"),
        new Case(
            "a folder that is no run",
            workspace -> workspace.write("folder/file", "text"),
            train("--model", "@/folder"),
            ""));
  }

  static Stream<Case> outputs() {
    return Stream.of(
        new Case(
            "an output directory that holds something else",
            workspace -> workspace.write("out/thesis.tex", "years of work"),
            train(),
            "run directory @/out: holds 'thesis.tex', which is not of a run"),
        new Case(
            "the same with --resume",
            workspace -> workspace.write("out/thesis.tex", "years of work"),
            train("--resume"),
            "run directory @/out: holds 'thesis.tex', which is not of a run"),
        new Case(
            "somebody else's config.json",
            workspace -> workspace.write("out/config.json", "{\"setting\": 1}"),
            train("--resume"),
            "@/out/config.json: "),
        new Case(
            "a file as output directory",
            workspace -> workspace.write("out", "text"),
            train(),
            "run directory @/out: is a file, must be a directory or absent"));
  }

  static Stream<Case> otherCommands() {
    return Stream.of(
        new Case("no command", NOTHING, List.of("tarin"), "Unmatched argument at index 0: 'tarin'"),
        new Case(
            "describe nothing known",
            NOTHING,
            List.of("describe", "--model", "vgg"),
            "model 'vgg': neither a named model"),
        new Case(
            "describe a profile of no time",
            NOTHING,
            List.of("describe", "--model", "lenet5", "--profile", "--seconds", "0"),
            "seconds 0.0 must be above 0 and at most 3600"),
        new Case(
            "describe a profile of what does not fit into memory",
            NOTHING,
            List.of("describe", "--model", "vgg16", "--profile", "--batch-size", "1000"),
            "batch size 1000: a training step holds "),
        new Case(
            "bench with unknown kernels",
            NOTHING,
            List.of("bench", "--model", "lenet5", "--kernels", "gpu"),
            "kernels 'gpu': unknown; known are auto, reference, simd"),
        new Case(
            "bench for no time",
            NOTHING,
            List.of("bench", "--model", "lenet5", "--seconds", "NaN"),
            "seconds NaN must be above 0 and at most 3600"),
        new Case(
            "bench without threads",
            NOTHING,
            List.of("bench", "--model", "lenet5", "--threads", "0"),
            ""),
        new Case(
            "pack nothing",
            NOTHING,
            List.of("pack", "--data", "@/nowhere", "--out", "@/packed"),
            "data '@/nowhere': no such folder"),
        new Case(
            "pack into a folder that holds something else",
            workspace -> workspace.write("packed/thesis.tex", "years of work"),
            List.of("pack", "--data", GOOD_DATA, "--out", "@/packed"),
            "out '@/packed': holds 'thesis.tex', must be empty or absent"),
        new Case(
            "pack over what is packed",
            workspace -> workspace.pack("packed"),
            List.of("pack", "--data", GOOD_DATA, "--out", "@/packed"),
            "out '@/packed': holds 'manifest.json', must be empty or absent"),
        new Case(
            "pack what is packed",
            workspace -> workspace.pack("packed"),
            List.of("pack", "--data", "@/packed", "--out", "@/again"),
            "data 'file:@/packed/train': packed already, by 'convoy pack'"),
        new Case(
            "pack in blocks of no unit",
            NOTHING,
            List.of("pack", "--data", GOOD_DATA, "--out", "@/packed", "--block-size", "16"),
            "block size '16' must be a whole number above 0 and k, m or g"),
        new Case(
            "pack in blocks that are too large",
            NOTHING,
            List.of("pack", "--data", GOOD_DATA, "--out", "@/packed", "--block-size", "1g"),
            "block size 1073741824 must be at least 1 and at most 256m"),
        new Case(
            "pack in files that are smaller than a block",
            NOTHING,
            List.of("pack", "--data", GOOD_DATA, "--out", "@/packed", "--file-size", "4k"),
            "file size 4096 must be at least the block size, 16777216"),
        new Case(
            "evaluate nothing",
            NOTHING,
            List.of("evaluate", "--model", "@/nowhere", "--data", GOOD_DATA),
            "@/nowhere: must be the directory of a run or checkpoint, there is none"),
        new Case(
            "evaluate a folder that is no run",
            workspace -> workspace.images("data", 3, 1),
            List.of("evaluate", "--model", "@/data", "--data", GOOD_DATA),
            "@/data: holds no complete model and no whole checkpoint"));
  }

  static Stream<Case> transfers() {
    return Stream.of(
        option(
            "freeze 'cnv*': the model has no such parameters; did you mean 'conv1'?",
            "--freeze",
            "cnv*"),
        option("freeze 'conv1,': must be names of layers or parameters", "--freeze", "conv1,"),
        option("freeze: every parameter is frozen, none is left to train", "--freeze", "*"),
        option("new-head 'fc*' needs init-from", "--new-head", "fc*"),
        option("init-map 'map.json' needs init-from", "--init-map", "map.json"),
        option("@/nowhere: there is no such file or run directory", "--init-from", "@/nowhere"),
        new Case(
            "start from a file that is none",
            workspace -> workspace.write("pickle.pt", "not safetensors at all"),
            train("--init-from", "@/pickle.pt"),
            "@/pickle.pt: says that its header is"));
  }

  private static Case check(String message, String... arguments) {
    List<String> all = new ArrayList<>(List.of("check"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--model", "@/tiny.json"));
    return new Case(String.join(" ", all), NOTHING, all, message);
  }

  static Stream<Case> checks() {
    return Stream.of(
        check("examples 0 must be at least 1", "gradients", "--examples", "0"),
        check("directions 0 must be at least 1", "gradients", "--directions", "0"),
        check("tolerance -1.0 must be above 0", "gradients", "--tolerance", "-1"),
        check("loss 'hinge': unknown", "gradients", "--loss", "hinge"),
        check("initializer 'zero': unknown", "gradients", "--initializer", "zero"),
        check(
            "generated data: images are 13×13×1, the model's input is 12×12×1",
            "gradients",
            "--data",
            "generated:60:13x13x1"),
        check("Missing required option: '--data=PATH'", "overfit"),
        check("data '@/nowhere': no such folder", "overfit", "--data", "@/nowhere"),
        check("examples 0 must be at least 1", "overfit", "--data", GOOD_DATA, "--examples", "0"),
        check("examples 61 must be at most 60", "overfit", "--data", GOOD_DATA, "--examples", "61"),
        check("steps 0 must be at least 1", "overfit", "--data", GOOD_DATA, "--steps", "0"),
        check(
            "optimizer 'newton' must be", "overfit", "--data", GOOD_DATA, "--optimizer", "newton"),
        check(
            "loss to get below 0.0 must be above 0",
            "overfit",
            "--data",
            GOOD_DATA,
            "--loss-below",
            "0"),
        new Case(
            "check a model that is nowhere",
            NOTHING,
            List.of("check", "gradients", "--model", "fashion-cn"),
            "model 'fashion-cn': neither a named model"));
  }

  static Stream<Case> withARun() {
    return Stream.of(
        new Case(
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
            "other warm-up",
            "warmupRounds is 3, but the run in @/run was started with 1",
            "--warmup-rounds",
            "3"),
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
        new Case(
            "start a model from one of other shapes",
            NOTHING,
            train("--out", "@/new", "--model", "@/other.json", "--init-from", "@/run"),
            "@/run: does not fit the model: 3 of another shape (conv2.weight is [20, 8, 3, 3], the"
                + " model's [21, 8, 3, 3], "),
        new Case(
            "start with a new head that is none",
            NOTHING,
            train("--out", "@/new", "--new-head", "head", "--init-from", "@/run"),
            "new-head 'head': the model has no such parameters"),
        new Case(
            "start with names from a file that is nowhere",
            NOTHING,
            train("--out", "@/new", "--init-map", "@/map.json", "--init-from", "@/run"),
            "File @/map.json does not exist"),
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
        new Case(
            "evaluate on images of another size",
            NOTHING,
            List.of("evaluate", "--model", "@/run", "--data", "generated:60:13x13x1"),
            "generated data: images are 13×13×1, the model's input is 12×12×1"),
        new Case(
            "evaluate without workers",
            NOTHING,
            List.of("evaluate", "--model", "@/run", "--data", GOOD_DATA, "--workers", "0"),
            "workers 0 must be at least 1"),
        new Case(
            "evaluate with an empty batch",
            NOTHING,
            List.of("evaluate", "--model", "@/run", "--data", GOOD_DATA, "--batch-size", "0"),
            "batch size 0 must be at least 1"));
  }

  @BeforeAll
  static void trainOnce() {
    Workspace workspace = new Workspace(sharedFolder);
    workspace.model();
    String other = ModelJson.write(TinyModel.model()).replace("\"filters\": 20", "\"filters\": 21");
    workspace.write("other.json", other);
    CommandLineRun run =
        CommandLineRun.on(
            "local[2]", atFolder(sharedFolder, train("--out", "@/run", "--epochs", "1")));
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(other).isNotEqualTo(ModelJson.write(TinyModel.model()));
  }

  private static List<String> atFolder(Path folder, List<String> arguments) {
    return arguments.stream().map(word -> word.replace("@", folder.toString())).toList();
  }

  @ParameterizedTest
  @MethodSource({
    "options",
    "dataSets",
    "models",
    "outputs",
    "otherCommands",
    "checks",
    "transfers"
  })
  void badInputIsOneLineAndStatusTwo(Case bad, @TempDir Path folder) {
    Workspace workspace = new Workspace(folder);
    workspace.model();
    bad.prepare().accept(workspace);

    requireRefusal(bad, folder);
  }

  @ParameterizedTest
  @MethodSource("withARun")
  void aRunIsNotTouchedByWhatDoesNotBelongToIt(Case bad) {
    requireRefusal(bad, sharedFolder);
  }

  private static void requireRefusal(Case bad, Path folder) {
    Workspace workspace = new Workspace(folder);
    Map<String, String> before = workspace.contents();

    CommandLineRun run = CommandLineRun.on(bad.master(), atFolder(folder, bad.arguments()));

    assertThat(run.status()).as(run.err()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err())
        .startsWith("convoy")
        .contains(": " + bad.message().replace("@", folder.toString()))
        .doesNotContain("Exception");
    assertThat(workspace.contents()).isEqualTo(before);
  }

  @Test
  void theCasesAreOneChangeAwayFromARunThatWorks() {
    // trainOnce ran exactly the arguments that all others change.
    assertThat(new Workspace(sharedFolder).contents()).containsKey("run/manifest.json");
    assertThat(Arrays.asList(train("--epochs", "1").toArray())).endsWith("--epochs", "1");
  }
}
