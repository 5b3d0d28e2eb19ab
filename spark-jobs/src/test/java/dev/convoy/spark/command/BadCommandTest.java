package dev.convoy.spark.command;

import static dev.convoy.spark.command.Refusal.DATA;
import static dev.convoy.spark.command.Refusal.NOTHING;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with other commands than train is said in one line, with status 2. */
class BadCommandTest {
  static Stream<Refusal> otherCommands() {
    return Stream.of(
        new Refusal(
            "no command", NOTHING, List.of("tarin"), "Unmatched argument at index 0: 'tarin'"),
        new Refusal(
            "describe nothing known",
            NOTHING,
            List.of("describe", "--model", "vgg"),
            "model 'vgg': neither a named model"),
        new Refusal(
            "describe a profile of no time",
            NOTHING,
            List.of("describe", "--model", "lenet5", "--profile", "--seconds", "0"),
            "seconds 0.0 must be above 0 and at most 3600"),
        new Refusal(
            "describe for a time without a profile",
            NOTHING,
            List.of("describe", "--model", "lenet5", "--seconds", "5"),
            "seconds 5.0 needs profile, which takes them"),
        new Refusal(
            "describe an empty batch",
            NOTHING,
            List.of("describe", "--model", "lenet5", "--batch-size", "0"),
            "batch-size 0 must be at least 1"),
        new Refusal(
            "describe a profile of what does not fit into memory",
            NOTHING,
            List.of("describe", "--model", "vgg16", "--profile", "--batch-size", "1000"),
            "batch-size 1000: a training step holds "),
        new Refusal(
            "bench with unknown kernels",
            NOTHING,
            List.of("bench", "--model", "lenet5", "--kernels", "gpu"),
            "kernels 'gpu': unknown; known are auto, reference, simd"),
        new Refusal(
            "bench for no time",
            NOTHING,
            List.of("bench", "--model", "lenet5", "--seconds", "NaN"),
            "seconds NaN must be above 0 and at most 3600"),
        new Refusal(
            "bench of what does not fit into memory",
            NOTHING,
            List.of("bench", "--model", "lenet5", "--batch-size", "100000000", "--threads", "2"),
            "batch-size 100000000: a training step holds "),
        new Refusal(
            "bench without threads",
            NOTHING,
            List.of("bench", "--model", "lenet5", "--threads", "0"),
            "threads 0 must be at least 1"),
        new Refusal(
            "bench with an empty batch",
            NOTHING,
            List.of("bench", "--model", "lenet5", "--batch-size", "0"),
            "batch-size 0 must be at least 1"),
        new Refusal(
            "pack nothing",
            NOTHING,
            List.of("pack", "--data", "@/nowhere", "--out", "@/packed"),
            "data '@/nowhere': no such folder"),
        new Refusal(
            "pack into a folder that holds something else",
            workspace -> workspace.write("packed/thesis.tex", "years of work"),
            List.of("pack", "--data", DATA, "--out", "@/packed"),
            "out '@/packed': holds 'thesis.tex', must be empty or absent"),
        new Refusal(
            "pack over what is packed",
            workspace -> workspace.pack("packed"),
            List.of("pack", "--data", DATA, "--out", "@/packed"),
            "out '@/packed': holds 'manifest.json', must be empty or absent"),
        new Refusal(
            "pack what is packed",
            workspace -> workspace.pack("packed"),
            List.of("pack", "--data", "@/packed", "--out", "@/again"),
            "data 'file:@/packed/train': packed already, by 'convoy pack'"),
        new Refusal(
            "pack in blocks of no unit",
            NOTHING,
            List.of("pack", "--data", DATA, "--out", "@/packed", "--block-size", "16"),
            "block-size '16' must be a whole number above 0 and k, m or g"),
        new Refusal(
            "pack in blocks that are too large",
            NOTHING,
            List.of("pack", "--data", DATA, "--out", "@/packed", "--block-size", "1g"),
            "block-size 1073741824 must be at least 1 and at most 256m"),
        new Refusal(
            "pack in files that are smaller than a block",
            NOTHING,
            List.of("pack", "--data", DATA, "--out", "@/packed", "--file-size", "4k"),
            "file-size 4096 must be at least block-size, 16777216"),
        new Refusal(
            "pack a file that is none",
            NOTHING,
            List.of("pack", "--data", "nosuch:///data", "--out", "@/packed"),
            "data 'nosuch:///data': this Spark has no connector for 'nosuch:'; give its jar"),
        new Refusal(
            "evaluate nothing",
            NOTHING,
            List.of("evaluate", "--model", "@/nowhere", "--data", DATA),
            "@/nowhere: must be the directory of a run or checkpoint, there is none"),
        new Refusal(
            "evaluate a folder that is no run",
            workspace -> workspace.images("data", 3, 1),
            List.of("evaluate", "--model", "@/data", "--data", DATA),
            "@/data: holds no complete model and no whole checkpoint"));
  }

  private static Refusal check(String message, String... arguments) {
    List<String> all = new ArrayList<>(List.of("check"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--model", "@/tiny.json"));
    return new Refusal(String.join(" ", all), NOTHING, all, message);
  }

  static Stream<Refusal> checks() {
    return Stream.of(
        check("examples 0 must be at least 1", "gradients", "--examples", "0"),
        check(
            "examples 100000000 must be at most 14913080, with 144 inputs each",
            "gradients",
            "--examples",
            "100000000"),
        check("directions 0 must be at least 1", "gradients", "--directions", "0"),
        check(
            "tolerance Infinity must be above 0 and at most 1000000000",
            "gradients",
            "--tolerance",
            "Infinity"),
        check(
            "tolerance -1.0 must be above 0 and at most 1000000000",
            "gradients",
            "--tolerance",
            "-1"),
        check("loss 'hinge': unknown", "gradients", "--loss", "hinge"),
        check("initializer 'zero': unknown", "gradients", "--initializer", "zero"),
        check(
            "generated data: images are 13×13×1, the model's input is 12×12×1",
            "gradients",
            "--data",
            "generated:60:13x13x1"),
        check("Missing required option: '--data=PATH'", "overfit"),
        check("data '@/nowhere': no such folder", "overfit", "--data", "@/nowhere"),
        check("examples 0 must be at least 1", "overfit", "--data", DATA, "--examples", "0"),
        check("examples 61 must be at most 60", "overfit", "--data", DATA, "--examples", "61"),
        check("steps 0 must be at least 1", "overfit", "--data", DATA, "--steps", "0"),
        check("optimizer 'newton' must be", "overfit", "--data", DATA, "--optimizer", "newton"),
        check(
            "loss-below 0.0 must be above 0 and at most 1000000000",
            "overfit",
            "--data",
            DATA,
            "--loss-below",
            "0"),
        new Refusal(
            "check a model that is nowhere",
            NOTHING,
            List.of("check", "gradients", "--model", "fashion-cn"),
            "model 'fashion-cn': neither a named model"));
  }

  @ParameterizedTest
  @MethodSource({"otherCommands", "checks"})
  void badInputIsOneLineAndStatusTwo(Refusal refusal, @TempDir Path folder) {
    refusal.prepareIn(folder);

    refusal.requireIn(folder);
  }
}
