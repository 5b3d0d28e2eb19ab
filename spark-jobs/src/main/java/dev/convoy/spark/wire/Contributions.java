package dev.convoy.spark.wire;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.convoy.worker.Contribution;
import dev.convoy.worker.WorkTime;

/** Contributions on the wire. */
final class Contributions {
  private Contributions() {}

  static void write(Output output, Contribution contribution) {
    write(output, ContributionRange.whole(contribution));
  }

  /** Writes a contribution with the values of the range only. */
  static void write(Output output, ContributionRange range) {
    Contribution contribution = range.whole();
    FloatArrays.write(output, contribution.values(), range.from(), range.to());
    output.writeLong(contribution.examples());
    output.writeDouble(contribution.lossSum());
    output.writeLong(contribution.correct());
    output.writeLong(contribution.discarded());
    WorkTime time = contribution.time();
    output.writeString(time.process());
    output.writeLong(time.start());
    output.writeLong(time.received());
    output.writeLong(time.end());
  }

  static ContributionRange readRange(Input input) {
    return ContributionRange.whole(read(input));
  }

  static Contribution read(Input input) {
    return new Contribution(
        FloatArrays.read(input),
        input.readLong(),
        input.readDouble(),
        input.readLong(),
        input.readLong(),
        new WorkTime(input.readString(), input.readLong(), input.readLong(), input.readLong()));
  }
}
