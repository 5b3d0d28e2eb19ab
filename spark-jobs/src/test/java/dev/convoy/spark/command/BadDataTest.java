package dev.convoy.spark.command;

import static dev.convoy.spark.command.Refusal.NOTHING;
import static dev.convoy.spark.command.Refusal.train;

import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Data and model files that cannot be used are said in one line, with status 2. */
class BadDataTest {
  private static Refusal data(String what, Consumer<Workspace> prepare, String message) {
    return new Refusal(what, prepare, train("--data", "@/data"), message);
  }

  private static Refusal model(String what, String json, String message) {
    return new Refusal(
        what,
        workspace -> workspace.write("model.json", json),
        train("--model", "@/model.json"),
        message);
  }

  static Stream<Refusal> dataSets() {
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
        new Refusal(
            "test labels out of range",
            workspace -> workspace.images("data", 60, 255),
            train("--test", "@/data"),
            "file:@/data/train-images-idx3-ubyte: has label 255, the model's 10 classes are 0 to"
                + " 9"),
        new Refusal(
            "images of another size than the model's input",
            NOTHING,
            train("--data", "generated:60:14x12x1"),
            "generated data: images are 14×12×1, the model's input is 12×12×1"),
        new Refusal(
            "test images of another size",
            NOTHING,
            train("--test", "generated:60:12x12x3"),
            "generated data: images are 12×12×3, the model's input is 12×12×1"));
  }

  static Stream<Refusal> models() {
    String start = "{\"input\": [12, 12, 1], \"layers\": [";
    return Stream.of(
        model(
            "not JSON",
            "these are no layers",
            "@/model.json: is not valid JSON: Unrecognized token 'these'"),
        model(
            "an unknown key",
            start + "{\"type\": \"conv2d\", \"filter\": 4, \"kernel\": 3}, {\"type\": \"relu\"}]}",
            "@/model.json: layer 1 (conv2d): unknown key 'filter'; did you mean 'filters'?"),
        model(
            "an unknown layer",
            start + "{\"type\": \"conv\"}]}",
            "@/model.json: layer 1: unknown type 'conv'; "),
        model(
            "a shape that does not fit",
            start
                + "{\"type\": \"conv2d\", \"filters\": 4, \"kernel\": 13},"
                + " {\"type\": \"dense\", \"units\": 10}]}",
            "@/model.json: layer 'conv1' (conv2d "),
        model(
            "an output that is no classifier's",
            start + "{\"type\": \"conv2d\", \"filters\": 10, \"kernel\": 3}]}",
            "model: output 'conv1' is 10×10×10, a classifier's must be 1×1×classes"),
        model(
            "softmax before the loss that has its own",
            start + "{\"type\": \"dense\", \"units\": 10}, {\"type\": \"softmax\"}]}",
            "model: ends with softmax, but the loss softmaxCrossEntropy takes logits"),
        new Refusal(
            "a folder that is no run",
            workspace -> workspace.write("folder/file", "text"),
            train("--model", "@/folder"),
            "@/folder: holds no complete model and no whole checkpoint"));
  }

  @ParameterizedTest
  @MethodSource({"dataSets", "models"})
  void badInputIsOneLineAndStatusTwo(Refusal refusal, @TempDir Path folder) {
    refusal.prepareIn(folder);

    refusal.requireIn(folder);
  }
}
