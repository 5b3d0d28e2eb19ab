package dev.convoy.spark.command;

import static dev.convoy.spark.command.Refusal.NOTHING;
import static dev.convoy.spark.command.Refusal.option;
import static dev.convoy.spark.command.Refusal.train;

import dev.convoy.model.zoo.NamedModels;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Options of train that cannot be are said in one line, with status 2. */
class BadTrainingOptionTest {
  static Stream<Refusal> options() {
    return Stream.of(
        option("sgd: rate NaN must be above 0 and finite", "--optimizer", "sgd:NaN"),
        option("sgd: rate NaN must be above 0 and finite", "--optimizer", "sgd:NaN,0.9"),
        option("adam: rate NaN must be above 0 and finite", "--optimizer", "adam:NaN"),
        option("sgd: momentum 1.5 must be at least 0 and below 1", "--optimizer", "sgd:0.1,1.5"),
        option("optimizer 'adagrad' must be sgd[:rate", "--optimizer", "adagrad"),
        option("l1 -1.0 must be at least 0 and at most 1000000", "--l1", "-1"),
        option("l2 NaN must be at least 0 and at most 1000000", "--l2", "NaN"),
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
        option("scale-rate '2' must be none or sqrt", "--scale-rate", "2"),
        option("wire 'float16' must be float32 or bfloat16", "--wire", "float16"),
        option("epochs 0 must be at least 1", "--epochs", "0"),
        option("schedule 'linear' must be constant, step:E,F, ", "--schedule", "linear"),
        option("warmup -1.0 must be at least 0", "--warmup", "-1"),
        option("early-stopping 'soon' must be P[,delta] with P", "--early-stopping", "soon"),
        option("average swa: epoch 9 must be from 1 to 8", "--average", "swa:9"),
        option("average 'mean' must be none, ema[:decay] or swa", "--average", "mean"),
        new Refusal(
            "early stopping without test data",
            workspace -> workspace.images("data", 60, 1),
            train("--data", "@/data", "--early-stopping", "3"),
            "early-stopping '3,0.0' needs test data"),
        option("monitor 'f1' must be accuracy or loss", "--monitor", "f1"),
        new Refusal(
            "a plateau without test data",
            workspace -> workspace.images("data", 60, 1),
            train("--data", "@/data", "--schedule", "plateau"),
            "schedule 'plateau:0.1,3' needs test data"),
        option("checkpoint-rounds 0 must be at least 1", "--checkpoint-rounds", "0"),
        option("keep-checkpoints 1 must be at least 2", "--keep-checkpoints", "1"),
        option("max-time '90' must be a whole number above 0 and s, m", "--max-time", "90"),
        option("round-timeout '0s' must be a whole number above 0", "--round-timeout", "0s"),
        option("wait-executors '5' must be a whole number above 0", "--wait-executors", "5"),
        option("on-nan 'ignore' must be fail, skip or rollback", "--on-nan", "ignore"),
        option("batch-size 0 must be at least 1", "--batch-size", "0"),
        option("workers 0 must be at least 1", "--workers", "0"),
        option("workers -3 must be at least 1", "--workers", "-3"),
        option("kernels 'cuda': unknown; known are auto, reference, simd", "--kernels", "cuda"),
        option("algorithm 'fft': unknown; known are direct, winograd, auto", "--algorithm", "fft"),
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
        option("data '@/nowhere': no such folder", "--data", "@/nowhere"),
        option("test '@/nowhere': no such folder", "--test", "@/nowhere"),
        option("test 'generated:0': must be generated[:EXAMPLES", "--test", "generated:0"),
        option("test 'folder': no such folder", "--test", "folder"),
        option(
            "batch-size 100000 with accumulate 200000: a step must have at most 2147483647 examples",
            "--batch-size",
            "100000",
            "--accumulate",
            "200000"),
        new Refusal(
            "workers missing on a cluster",
            NOTHING,
            train(),
            "workers must be given with master 'spark://127.0.0.1:1': their number defines the"
                + " result, so it is not guessed",
            "spark://127.0.0.1:1"),
        new Refusal(
            "required options missing",
            NOTHING,
            List.of("train", "--model", "lenet5"),
            "Missing required options: '--data=PATH', '--out=DIR'"));
  }

  static Stream<Refusal> outputs() {
    return Stream.of(
        new Refusal(
            "an output directory that holds something else",
            workspace -> workspace.write("out/thesis.tex", "years of work"),
            train(),
            "run directory @/out: holds 'thesis.tex', which is not of a run"),
        new Refusal(
            "the same with --resume",
            workspace -> workspace.write("out/thesis.tex", "years of work"),
            train("--resume"),
            "run directory @/out: holds 'thesis.tex', which is not of a run"),
        new Refusal(
            "somebody else's config.json",
            workspace -> workspace.write("out/config.json", "{\"setting\": 1}"),
            train("--resume"),
            "@/out/config.json: is not of a Convoy run: format must be \"convoy-run-2\""),
        new Refusal(
            "a file as output directory",
            workspace -> workspace.write("out", "text"),
            train(),
            "run directory @/out: is a file, must be a directory or absent"));
  }

  static Stream<Refusal> transfers() {
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
        new Refusal(
            "start from a file that is none",
            workspace -> workspace.write("pickle.pt", "not safetensors at all"),
            train("--init-from", "@/pickle.pt"),
            "@/pickle.pt: says that its header is"));
  }

  @ParameterizedTest
  @MethodSource({"options", "outputs", "transfers"})
  void badInputIsOneLineAndStatusTwo(Refusal refusal, @TempDir Path folder) {
    refusal.prepareIn(folder);

    refusal.requireIn(folder);
  }
}
