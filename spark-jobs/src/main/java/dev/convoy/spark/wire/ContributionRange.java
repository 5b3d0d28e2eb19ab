package dev.convoy.spark.wire;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.ExactSum;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/**
 * A range of a worker's contribution. It refers to the whole vector: nothing is copied until it is
 * written to a file or the wire, from which a contribution with the values of the range alone comes
 * back, whichever of Spark's serializers is used.
 *
 * @param whole what the worker contributed
 * @param from first of the values
 * @param to behind the last of them; {@code from} if the worker has none
 */
public record ContributionRange(Contribution whole, int from, int to)
    implements PartialSum, Serializable {
  /** All of a contribution. */
  public static ContributionRange whole(Contribution contribution) {
    return new ContributionRange(contribution, 0, contribution.values().length);
  }

  /**
   * Adds the values, weighted by the examples behind them.
   *
   * @param work as long as the range at least, overwritten
   */
  public void addTo(ExactSum sum, double[] work) {
    sum.add(whole.examples(), whole.values(), from, work);
  }

  private Object writeReplace() {
    return new JavaForm(this);
  }

  /** What Java's serializer writes instead: the same bytes as Kryo. */
  private static final class JavaForm implements Serializable {
    private static final long serialVersionUID = 1;
    private static final int BUFFER = 1 << 16;

    private transient ContributionRange range;

    JavaForm(ContributionRange range) {
      this.range = range;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
      Output output = new Output(out, BUFFER);
      Contributions.write(output, range);
      output.flush();
    }

    private void readObject(ObjectInputStream in) throws IOException {
      // It reads to the end of this object's data and no further.
      range = Contributions.readRange(new Input(in, BUFFER));
    }

    private Object readResolve() {
      return range;
    }
  }
}
