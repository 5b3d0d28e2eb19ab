package example;

import dev.convoy.cluster.InProcessCluster;
import dev.convoy.files.LocalStorage;
import dev.convoy.files.Storage;
import dev.convoy.predict.Predictor;
import dev.convoy.run.RunConfig;
import dev.convoy.run.RunData;
import dev.convoy.run.RunDefinition;
import dev.convoy.run.RunListener;
import dev.convoy.run.RunLocation;
import dev.convoy.run.RunResult;
import dev.convoy.run.RunSession;
import dev.convoy.run.TrainedModel;
import java.util.Arrays;
import java.util.Optional;

/** Trains LeNet-5 in this process, or resumes the run if it was interrupted, and predicts. */
public final class TrainWithoutSpark {
  public static void main(String[] arguments) throws Exception {
    Storage disk = new LocalStorage();
    RunData data = RunData.open(arguments[0], disk);
    int epochs = Integer.parseInt(arguments[2]);
    RunConfig config = RunConfig.forWorkers(2).withEpochs(epochs).withBatchSize(16);
    RunDefinition run = config.train("lenet5", data, disk);
    RunLocation location = RunLocation.at(arguments[1], disk).resuming(true);
    try (RunSession session = location.open(run, RunListener.SILENT);
        InProcessCluster cluster =
            new InProcessCluster(
                2, 2, config.seed(), Optional.of(data.training()), data.test(), disk)) {
      session.train(cluster);
      RunResult result = session.finish();
      System.out.println(result.epochs() + " epochs, SHA-256 " + result.sha256());
    }
    Predictor predictor = Predictor.of(TrainedModel.read(arguments[1], disk));
    byte[] black = new byte[predictor.inputShape().size()];
    System.out.println(Arrays.toString(predictor.predict(black, 1)));
  }
}
