package dev.convoy.data;

import dev.convoy.random.Permutation;
import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/**
 * A data set that any machine of a cluster can read from. It was checked when it was opened, on the
 * driver; its records are dealt to workers by a permutation of their positions.
 */
public interface DataSource extends Serializable {
  /** What was found when it was opened. */
  DataSummary summary();

  /**
   * Reads the records whose permuted positions are {@code from … to − 1}.
   *
   * @param worker index for the partition
   * @param from first permuted position
   * @param to the one after the last
   * @param order where each record of the source goes
   * @param hadoop how to reach file systems
   * @throws IOException if the data cannot be read or changed since they were opened
   */
  Partition read(int worker, long from, long to, Permutation order, Configuration hadoop)
      throws IOException;
}
