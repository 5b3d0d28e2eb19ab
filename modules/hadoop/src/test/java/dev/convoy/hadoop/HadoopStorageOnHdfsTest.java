package dev.convoy.hadoop;

import dev.convoy.checkpoint.MiniHdfs;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.files.StorageContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** HDFS. */
@Tag("slow")
final class HadoopStorageOnHdfsTest extends StorageContract {
  @TempDir private static Path temporary;
  private static MiniHdfs hdfs;

  @BeforeAll
  static void start() throws IOException {
    hdfs = new MiniHdfs(temporary, 2);
  }

  @AfterAll
  static void stop() {
    hdfs.close();
  }

  @Override
  protected Storage storage() {
    return hdfs.storage();
  }

  @Override
  protected FilePath directory() {
    return FilePath.of(hdfs.uri("/contract"));
  }
}
