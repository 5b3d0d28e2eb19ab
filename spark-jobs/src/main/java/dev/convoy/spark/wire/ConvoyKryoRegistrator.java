package dev.convoy.spark.wire;

import com.esotericsoftware.kryo.Kryo;
import dev.convoy.data.Block;
import dev.convoy.data.PositionRange;
import dev.convoy.evaluate.DetailedEvaluation;
import dev.convoy.hadoop.PackedFileReport;
import dev.convoy.hadoop.PackedRow;
import dev.convoy.predict.Predictor;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.Evaluation;
import org.apache.spark.serializer.KryoRegistrator;

/**
 * Registers every type that travels as data, each with a serializer that copies arrays in bulk; so
 * {@code spark.kryo.registrationRequired} can stay true.
 */
public final class ConvoyKryoRegistrator implements KryoRegistrator {
  @Override
  public void registerClasses(Kryo kryo) {
    kryo.register(ParameterVector.class, new KryoSerializers.ForParameterVector());
    kryo.register(Contribution.class, new KryoSerializers.ForContribution());
    kryo.register(ContributionRange.class, new KryoSerializers.ForContributionRange());
    kryo.register(Receipt.class, new KryoSerializers.ForReceipt());
    kryo.register(MeanRange.class, new KryoSerializers.ForMeanRange());
    kryo.register(Evaluation.class, new KryoSerializers.ForEvaluation());
    kryo.register(KernelReport.class, new KryoSerializers.ForKernelReport());
    kryo.register(Block.class, new KryoSerializers.ForBlock());
    kryo.register(PositionRange.class, new KryoSerializers.ForRange());
    kryo.register(DetailedEvaluation.class, new KryoSerializers.ForDetailedEvaluation());
    kryo.register(Predictor.class, new KryoSerializers.InJavaForm<>(Predictor.class));
    kryo.register(ListedPart.class, new KryoSerializers.InJavaForm<>(ListedPart.class));
    kryo.register(DecodedImage.class, new KryoSerializers.ForDecodedImage());
    kryo.register(DecodeReport.class, new KryoSerializers.InJavaForm<>(DecodeReport.class));
    kryo.register(PredictionReport.class, new KryoSerializers.InJavaForm<>(PredictionReport.class));
    kryo.register(PackedRow.class, new KryoSerializers.ForPackedRow());
    kryo.register(PackedFileReport.class, new KryoSerializers.InJavaForm<>(PackedFileReport.class));
  }
}
