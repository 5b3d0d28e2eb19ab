package dev.convoy.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said when a disk of Hadoop's is full. */
final class FullDiskTest {
  private static final byte[] CONTENT = "new".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path root;

  @AfterEach
  void makeRoom() {
    FullDisk.clear();
  }

  @Test
  void aFullDiskIsSaidWithTheFileAndLeavesTheOldOne() throws IOException {
    DurableFiles full = new DurableFiles(FullDisk.path(root), FullDisk.storage());
    FilePath target = FullDisk.path(root).resolve("a");
    full.write(target, "old".getBytes(StandardCharsets.UTF_8));
    FullDisk.setRoom(2);

    assertThatThrownBy(() -> full.write(target, CONTENT))
        .isInstanceOf(NoSpaceException.class)
        .hasMessage(target + ": no space left on device");
    FilePath other = FullDisk.path(root).resolve("b");
    assertThatThrownBy(() -> full.createNew(other, CONTENT))
        .isInstanceOf(NoSpaceException.class)
        .hasMessage(other + ": no space left on device");

    assertThat(root.toFile().list()).containsExactly("a");
    assertThat(root.resolve("a")).hasContent("old");
  }
}
