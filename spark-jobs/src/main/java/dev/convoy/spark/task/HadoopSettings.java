package dev.convoy.spark.task;

import dev.convoy.files.Storage;
import dev.convoy.hadoop.HadoopStorage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;

/** A Hadoop configuration on its way to the executors, in Hadoop's own wire form. */
public final class HadoopSettings implements Serializable {
  private static final long serialVersionUID = 1;

  private final byte[] bytes;

  public HadoopSettings(Configuration configuration) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      configuration.write(new DataOutputStream(out));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.bytes = out.toByteArray();
  }

  /** How to reach files on this machine. */
  public Storage storage() throws IOException {
    Configuration configuration = new Configuration(false);
    configuration.readFields(new DataInputStream(new ByteArrayInputStream(bytes)));
    return new HadoopStorage(configuration);
  }
}
