package dev.convoy.hadoop;

import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.files.StorageContract;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.io.TempDir;

/** The local disk, by Hadoop's configuration. */
final class HadoopStorageOnDiskTest extends StorageContract {
  @TempDir private Path folder;

  @Override
  protected Storage storage() {
    return new HadoopStorage(new Configuration(false));
  }

  @Override
  protected FilePath directory() {
    return FilePath.of(folder.toString());
  }
}
