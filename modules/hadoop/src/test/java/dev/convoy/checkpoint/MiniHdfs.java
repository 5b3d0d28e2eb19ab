package dev.convoy.checkpoint;

import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.hadoop.HadoopStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSTestUtil;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.MiniDFSCluster.DataNodeProperties;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.hdfs.server.datanode.DataNode;
import org.apache.hadoop.metrics2.AbstractMetric;
import org.apache.hadoop.metrics2.MetricsSource;
import org.apache.hadoop.metrics2.impl.MetricsCollectorImpl;
import org.apache.hadoop.metrics2.impl.MetricsRecordImpl;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;

/**
 * HDFS in this process: a NameNode and some DataNodes, two of which hold each block. The NameNode
 * does not notice in time that a DataNode is gone, so clients have to.
 */
public final class MiniHdfs implements AutoCloseable {
  /** Of one block; no NameNode allows fewer by default. */
  static final int BLOCK_BYTES = 1 << 20;

  private final MiniDFSCluster cluster;
  private final Configuration configuration;

  /** Starts it with its files in a folder. */
  public MiniHdfs(Path folder, int dataNodes) throws IOException {
    configuration = new HdfsConfiguration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.toString());
    configuration.setInt("dfs.replication", 2);
    configuration.setInt("dfs.blocksize", BLOCK_BYTES);
    // How often a client asks again for a block that nobody has, and after how many milliseconds.
    configuration.setInt("dfs.client.max.block.acquire.failures", 1);
    configuration.setInt("dfs.client.retry.window.base", 10);
    cluster =
        new MiniDFSCluster.Builder(configuration)
            .numDataNodes(dataNodes)
            .storagesPerDatanode(1)
            .build();
    cluster.waitActive();
  }

  /** How clients reach it. */
  public Configuration configuration() {
    return configuration;
  }

  /** Its files. */
  public Storage storage() {
    return new HadoopStorage(configuration);
  }

  /** Its file system, with the rights of a superuser. */
  public DistributedFileSystem files() throws IOException {
    return cluster.getFileSystem();
  }

  /** The URI of an absolute path. */
  public String uri(String path) {
    return cluster.getURI() + path;
  }

  /** Stops the first DataNode; what is returned is for {@link #restart}. */
  public DataNodeProperties stopDataNode() {
    return cluster.stopDataNode(0);
  }

  /** Starts DataNodes again, with their blocks; they are the last ones now. */
  public void restart(List<DataNodeProperties> dataNodes) throws IOException {
    for (DataNodeProperties dataNode : dataNodes) {
      cluster.restartDataNode(dataNode, true);
    }
    cluster.waitActive();
  }

  /** A path as Hadoop has it. */
  static org.apache.hadoop.fs.Path hadoop(FilePath path) {
    return new org.apache.hadoop.fs.Path(path.text());
  }

  /** Changes bytes of every block of a file on every disk. */
  void corrupt(FilePath file) throws IOException {
    for (LocatedBlock block : DFSTestUtil.getAllBlocks(files(), hadoop(file))) {
      cluster.corruptBlockOnDataNodes(block.getBlock());
    }
  }

  /** Deletes the blocks of a file from every disk; the NameNode knows nothing of it. */
  public void loseBlocks(FilePath file) throws IOException {
    for (LocatedBlock block : DFSTestUtil.getAllBlocks(files(), hadoop(file))) {
      cluster.corruptBlockOnDataNodesByDeletingBlockFile(block.getBlock());
    }
  }

  /** How often DataNodes have made their disks write what they hold in memory. */
  long diskSyncs() {
    return cluster.getDataNodes().stream().mapToLong(MiniHdfs::diskSyncs).sum();
  }

  private static long diskSyncs(DataNode dataNode) {
    String name = dataNode.getMetrics().name();
    long syncs = 0;
    // One that was started again counts under a name with a number.
    MetricsSource source = DefaultMetricsSystem.instance().getSource(name);
    for (int restarts = 1; source != null; restarts++) {
      syncs += diskSyncs(source);
      source = DefaultMetricsSystem.instance().getSource(name + "-" + restarts);
    }
    return syncs;
  }

  private static long diskSyncs(MetricsSource source) {
    MetricsCollectorImpl collector = new MetricsCollectorImpl();
    source.getMetrics(collector, true);
    for (MetricsRecordImpl record : collector.getRecords()) {
      for (AbstractMetric metric : record.metrics()) {
        if (metric.name().equals("FsyncCount")) {
          return metric.value().longValue();
        }
      }
    }
    throw new IllegalStateException("a DataNode does not count how often it synchronizes");
  }

  @Override
  public void close() {
    cluster.shutdown();
  }
}
