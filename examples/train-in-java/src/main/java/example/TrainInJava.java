package example;

import dev.convoy.files.Storage;
import dev.convoy.hadoop.HadoopStorage;
import dev.convoy.predict.Predictor;
import dev.convoy.run.RunConfig;
import dev.convoy.run.RunData;
import dev.convoy.run.RunDefinition;
import dev.convoy.run.RunListener;
import dev.convoy.run.RunLocation;
import dev.convoy.run.RunResult;
import dev.convoy.run.RunSession;
import dev.convoy.run.TrainedModel;
import dev.convoy.spark.cluster.SparkCluster;
import java.util.Arrays;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Trains LeNet-5 on IDX files, or resumes the run if it was interrupted, and predicts an image. */
public final class TrainInJava {
  public static void main(String[] arguments) throws Exception {
    String data = arguments[0];
    String directory = arguments[1];
    int epochs = Integer.parseInt(arguments[2]);
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf().setAppName("digits"))) {
      Storage storage = new HadoopStorage(spark.hadoopConfiguration());
      RunConfig config = RunConfig.forWorkers(2).withEpochs(epochs).withBatchSize(16);
      RunDefinition run = config.train("lenet5", RunData.open(data, storage), storage);
      RunLocation location = RunLocation.at(directory, storage).resuming(true);
      try (RunSession session = location.open(run, RunListener.SILENT);
          SparkCluster cluster = SparkCluster.of(spark, run)) {
        session.train(cluster);
        RunResult result = session.finish();
        System.out.println(result.epochs() + " epochs, SHA-256 " + result.sha256());
      }
      Predictor predictor = Predictor.of(TrainedModel.read(directory, storage));
      byte[] black = new byte[predictor.inputShape().size()];
      System.out.println(Arrays.toString(predictor.predict(black, 1)));
    }
  }
}
