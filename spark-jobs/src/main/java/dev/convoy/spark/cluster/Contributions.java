package dev.convoy.spark.cluster;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.convoy.train.Contribution;
import dev.convoy.train.WorkTime;

/** Contributions on the wire. */
final class Contributions {
  private Contributions() {}

  /** Writes a contribution with its values from {@code from} to {@code to} only. */
  static void write(Output output, Contribution contribution, int from, int to) {
    FloatArrays.write(output, contribution.values(), from, to);
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
