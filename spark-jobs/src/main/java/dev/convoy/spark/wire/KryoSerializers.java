package dev.convoy.spark.wire;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.convoy.data.Block;
import dev.convoy.data.PositionRange;
import dev.convoy.evaluate.ConfusionMatrix;
import dev.convoy.evaluate.DetailedEvaluation;
import dev.convoy.hadoop.PackedRow;
import dev.convoy.tensor.Shape;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.Evaluation;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * The wire form of every type. Explicit, because Kryo's field serializer cannot write the fields of
 * records.
 */
final class KryoSerializers {
  private KryoSerializers() {}

  /** What has many parts and is sent rarely: Java's serialization knows them all. */
  static final class InJavaForm<T> extends Serializer<T> {
    private final ClassTag<T> tag;

    InJavaForm(Class<T> type) {
      this.tag = ClassTag$.MODULE$.apply(type);
    }

    private static SerializerInstance java() {
      return new JavaSerializer(new SparkConf(false)).newInstance();
    }

    @Override
    public void write(Kryo kryo, Output output, T object) {
      ByteBuffer bytes = java().serialize(object, tag);
      output.writeInt(bytes.remaining());
      output.writeBytes(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }

    @Override
    public T read(Kryo kryo, Input input, Class<T> type) {
      ByteBuffer bytes = ByteBuffer.wrap(input.readBytes(input.readInt()));
      return java().deserialize(bytes, kryo.getClassLoader(), tag);
    }
  }

  static final class ForPackedRow extends Serializer<PackedRow> {
    @Override
    public void write(Kryo kryo, Output output, PackedRow row) {
      output.writeLong(row.number());
      output.writeInt(row.label());
      output.writeInt(row.pixels().length);
      output.writeBytes(row.pixels());
    }

    @Override
    public PackedRow read(Kryo kryo, Input input, Class<PackedRow> type) {
      return new PackedRow(input.readLong(), input.readInt(), input.readBytes(input.readInt()));
    }
  }

  static final class ForDecodedImage extends Serializer<DecodedImage> {
    @Override
    public void write(Kryo kryo, Output output, DecodedImage image) {
      output.writeString(image.name());
      output.writeString(image.reason());
      output.writeBoolean(image.heldOut());
      output.writeInt(image.label());
      output.writeInt(image.pixels().length);
      output.writeBytes(image.pixels());
    }

    @Override
    public DecodedImage read(Kryo kryo, Input input, Class<DecodedImage> type) {
      return new DecodedImage(
          input.readString(),
          input.readString(),
          input.readBoolean(),
          input.readInt(),
          input.readBytes(input.readInt()));
    }
  }

  static final class ForParameterVector extends Serializer<ParameterVector> {
    @Override
    public void write(Kryo kryo, Output output, ParameterVector vector) {
      FloatArrays.write(output, vector.values());
    }

    @Override
    public ParameterVector read(Kryo kryo, Input input, Class<ParameterVector> type) {
      return new ParameterVector(FloatArrays.read(input));
    }
  }

  static final class ForContribution extends Serializer<Contribution> {
    @Override
    public void write(Kryo kryo, Output output, Contribution contribution) {
      Contributions.write(output, contribution);
    }

    @Override
    public Contribution read(Kryo kryo, Input input, Class<Contribution> type) {
      return Contributions.read(input);
    }
  }

  static final class ForContributionRange extends Serializer<ContributionRange> {
    @Override
    public void write(Kryo kryo, Output output, ContributionRange range) {
      Contributions.write(output, range);
    }

    @Override
    public ContributionRange read(Kryo kryo, Input input, Class<ContributionRange> type) {
      return Contributions.readRange(input);
    }
  }

  static final class ForReceipt extends Serializer<Receipt> {
    @Override
    public void write(Kryo kryo, Output output, Receipt receipt) {
      output.writeString(receipt.executor());
      output.writeString(receipt.address());
      Contributions.write(output, receipt.counted());
    }

    @Override
    public Receipt read(Kryo kryo, Input input, Class<Receipt> type) {
      return new Receipt(input.readString(), input.readString(), Contributions.read(input));
    }
  }

  static final class ForKernelReport extends Serializer<KernelReport> {
    @Override
    public void write(Kryo kryo, Output output, KernelReport report) {
      output.writeString(report.executor());
      output.writeString(report.host());
      output.writeString(report.kernels());
      output.writeString(report.reason());
    }

    @Override
    public KernelReport read(Kryo kryo, Input input, Class<KernelReport> type) {
      return new KernelReport(
          input.readString(), input.readString(), input.readString(), input.readString());
    }
  }

  static final class ForMeanRange extends Serializer<MeanRange> {
    @Override
    public void write(Kryo kryo, Output output, MeanRange part) {
      output.writeInt(part.index());
      FloatArrays.write(output, part.values());
    }

    @Override
    public MeanRange read(Kryo kryo, Input input, Class<MeanRange> type) {
      return new MeanRange(input.readInt(), FloatArrays.read(input));
    }
  }

  static final class ForEvaluation extends Serializer<Evaluation> {
    @Override
    public void write(Kryo kryo, Output output, Evaluation evaluation) {
      output.writeLong(evaluation.examples());
      output.writeDouble(evaluation.lossSum());
      output.writeLong(evaluation.correct());
    }

    @Override
    public Evaluation read(Kryo kryo, Input input, Class<Evaluation> type) {
      return new Evaluation(input.readLong(), input.readDouble(), input.readLong());
    }
  }

  static final class ForDetailedEvaluation extends Serializer<DetailedEvaluation> {
    @Override
    public void write(Kryo kryo, Output output, DetailedEvaluation evaluation) {
      kryo.writeObject(output, evaluation.total());
      output.writeLong(evaluation.amongFive());
      output.writeInt(evaluation.confusion().classes());
      // most counts are small, and of many classes most are zero
      for (long count : evaluation.confusion().counts()) {
        output.writeVarLong(count, true);
      }
    }

    @Override
    public DetailedEvaluation read(Kryo kryo, Input input, Class<DetailedEvaluation> type) {
      Evaluation total = kryo.readObject(input, Evaluation.class);
      long amongFive = input.readLong();
      int classes = input.readInt();
      long[] counts = new long[classes * classes];
      for (int i = 0; i < counts.length; i++) {
        counts[i] = input.readVarLong(true);
      }
      return new DetailedEvaluation(total, amongFive, new ConfusionMatrix(classes, counts));
    }
  }

  static final class ForBlock extends Serializer<Block> {
    @Override
    public void write(Kryo kryo, Output output, Block block) {
      List<Integer> sizes = block.shape().sizes();
      output.writeInt(sizes.size());
      sizes.forEach(output::writeInt);
      output.writeLong(block.firstPosition());
      output.writeInt(block.labels().length);
      output.writeInts(block.labels());
      output.writeInt(block.pixels().length);
      output.writeBytes(block.pixels());
    }

    @Override
    public Block read(Kryo kryo, Input input, Class<Block> type) {
      Shape shape = Shape.of(input.readInts(input.readInt()));
      long firstPosition = input.readLong();
      int[] labels = input.readInts(input.readInt());
      return new Block(shape, firstPosition, input.readBytes(input.readInt()), labels);
    }
  }

  static final class ForRange extends Serializer<PositionRange> {
    @Override
    public void write(Kryo kryo, Output output, PositionRange range) {
      output.writeLong(range.from());
      output.writeLong(range.to());
    }

    @Override
    public PositionRange read(Kryo kryo, Input input, Class<PositionRange> type) {
      return new PositionRange(input.readLong(), input.readLong());
    }
  }
}
