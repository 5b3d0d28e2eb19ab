package dev.convoy.spark.command.options;

import dev.convoy.data.DataSets;
import dev.convoy.data.DataSource;
import dev.convoy.files.Storage;
import dev.convoy.kernel.Algorithm;
import dev.convoy.kernel.KernelSelection;
import dev.convoy.loss.Loss;
import dev.convoy.model.Initializer;
import dev.convoy.model.Model;
import dev.convoy.run.ModelFit;
import dev.convoy.spark.command.output.Console;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is checked, and with which arithmetic. */
public final class CheckOptions {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "NAME|FILE|DIR",
      completionCandidates = ModelArgument.KnownNames.class,
      description = ModelArgument.HELP + ".")
  public String model;

  @Option(
      names = "--loss",
      paramLabel = "L",
      defaultValue = "softmaxCrossEntropy",
      description = "softmaxCrossEntropy or meanSquaredError (default: ${DEFAULT-VALUE}).")
  private String loss;

  @Option(
      names = "--initializer",
      paramLabel = "I",
      defaultValue = "glorot-uniform",
      description =
          "How weights start: he-normal, he-uniform, glorot-normal or glorot-uniform (default:"
              + " ${DEFAULT-VALUE}).")
  private String initializer;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Of everything random (default: ${DEFAULT-VALUE}).")
  public long seed;

  @Mixin private ArithmeticOptions arithmetic;

  /**
   * What the options name.
   *
   * @param model of one input and one output
   * @param loss what is made small
   * @param initializer how weights start
   * @param kernels the arithmetic
   * @param algorithm how convolutions are computed
   */
  public record Checked(
      Model model,
      Loss loss,
      Initializer initializer,
      KernelSelection kernels,
      Algorithm algorithm) {}

  /**
   * What the options name; a model of size and classes that fit the data.
   *
   * @throws IllegalArgumentException if a model file does not fit the data
   */
  public Checked load(Optional<DataSource> data, Storage storage) throws IOException {
    Model found =
        data.isPresent()
            ? ModelArgument.forData(model, storage).apply(data.get())
            : ModelArgument.load(model, storage);
    Loss made = Loss.named(loss);
    data.ifPresent(source -> ModelFit.require(found, made, source.summary()));
    return new Checked(
        found,
        made,
        Initializer.named(initializer),
        arithmetic.selection(),
        arithmetic.algorithm());
  }

  /** Opens training data. */
  public static DataSource data(String data, Console console, Storage storage) throws IOException {
    console.status("reading %s …", data);
    DataSource source = UserInput.about("data", data, () -> DataSets.training(data, storage));
    source.remark().ifPresent(remark -> console.note("%s", remark));
    return source;
  }
}
