package dev.convoy.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The local disk. */
final class LocalStorageTest extends StorageContract {
  @TempDir private Path folder;

  @Override
  protected Storage storage() {
    return new LocalStorage();
  }

  @Override
  protected FilePath directory() {
    return FilePath.of(folder.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"hdfs://host/a", "s3a://bucket/a", "hdfs:/a"})
  void anotherFileSystemIsRefusedInOneLineWithTheArtifactThatKnowsIt(String uri) {
    String scheme = uri.substring(0, uri.indexOf(':'));
    assertThatThrownBy(() -> storage().open(FilePath.of(uri)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "'"
                + uri
                + "': is not on the local disk; for "
                + scheme
                + ": use the Hadoop storage of the artifact dev.convoy:convoy-hadoop");
  }

  @Test
  void aFileUriWithAHostIsRefused() {
    assertThatThrownBy(() -> storage().status(FilePath.of("file://host/a")))
        .hasMessage("'file://host/a': a file: URI must have no host");
  }

  @Test
  void aRelativePathBecomesAUri() throws IOException {
    assertThat(storage().absolute(FilePath.of("a/../b")))
        .isEqualTo(FilePath.of("file:" + Path.of("b").toAbsolutePath()));
  }
}
