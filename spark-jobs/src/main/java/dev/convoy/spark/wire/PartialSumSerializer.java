package dev.convoy.spark.wire;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.NoSuchElementException;
import org.apache.spark.serializer.DeserializationStream;
import org.apache.spark.serializer.SerializationStream;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerInstance;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;

/**
 * How ranges go through a shuffle: as pairs of an index and a {@link PartialSum}, written straight
 * to the file.
 */
public final class PartialSumSerializer extends Serializer implements Serializable {
  private static final long serialVersionUID = 1;

  /** Spark's Kryo streams read 4 kB at a time. */
  private static final int BUFFER = 1 << 16;

  private static final byte CONTRIBUTION = 0;
  private static final byte OF_SEVERAL = 1;

  @Override
  public SerializerInstance newInstance() {
    return new Instance();
  }

  /** A shuffle uses streams only. */
  private static final class Instance extends SerializerInstance {
    @Override
    public <T> ByteBuffer serialize(T value, ClassTag<T> tag) {
      throw new UnsupportedOperationException("ranges are streamed");
    }

    @Override
    public <T> T deserialize(ByteBuffer bytes, ClassTag<T> tag) {
      throw new UnsupportedOperationException("ranges are streamed");
    }

    @Override
    public <T> T deserialize(ByteBuffer bytes, ClassLoader loader, ClassTag<T> tag) {
      throw new UnsupportedOperationException("ranges are streamed");
    }

    @Override
    public SerializationStream serializeStream(OutputStream stream) {
      return new Writer(new Output(stream, BUFFER));
    }

    @Override
    public DeserializationStream deserializeStream(InputStream stream) {
      return new Reader(new Input(stream, BUFFER));
    }
  }

  private static final class Writer extends SerializationStream {
    private final Output output;

    Writer(Output output) {
      this.output = output;
    }

    @Override
    public <T> SerializationStream writeObject(T value, ClassTag<T> tag) {
      if (value instanceof Integer index) {
        output.writeInt(index);
      } else if (value instanceof ContributionRange range) {
        output.writeByte(CONTRIBUTION);
        Contributions.write(output, range);
      } else if (value instanceof PartialSum.OfSeveral several) {
        output.writeByte(OF_SEVERAL);
        ExactSums.write(output, several.sum());
      } else {
        throw new IllegalArgumentException(value.getClass() + " is no part");
      }
      return this;
    }

    @Override
    public void flush() {
      output.flush();
    }

    @Override
    public void close() {
      output.close();
    }
  }

  private static final class Reader extends DeserializationStream {
    private final Input input;

    Reader(Input input) {
      this.input = input;
    }

    @Override
    public <T> T readObject(ClassTag<T> tag) {
      throw new UnsupportedOperationException("ranges are read in pairs");
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T readKey(ClassTag<T> tag) {
      return (T) (Integer) input.readInt();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T readValue(ClassTag<T> tag) {
      return (T) readSummand();
    }

    private PartialSum readSummand() {
      byte kind = input.readByte();
      return switch (kind) {
        case CONTRIBUTION -> Contributions.readRange(input);
        case OF_SEVERAL -> new PartialSum.OfSeveral(ExactSums.read(input));
        default -> throw new IllegalArgumentException("shuffle: no part is of kind " + kind);
      };
    }

    @Override
    public Iterator<Tuple2<Object, Object>> asKeyValueIterator() {
      return CollectionConverters.asScala(
          new java.util.Iterator<Tuple2<Object, Object>>() {
            private boolean ended;

            @Override
            public boolean hasNext() {
              if (!ended && input.eof()) {
                ended = true;
                close();
              }
              return !ended;
            }

            @Override
            public Tuple2<Object, Object> next() {
              if (!hasNext()) {
                throw new NoSuchElementException();
              }
              return new Tuple2<>(readKey(ClassTag.Any()), readValue(ClassTag.Any()));
            }
          });
    }

    @Override
    public void close() {
      input.close();
    }
  }
}
