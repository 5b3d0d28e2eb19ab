package dev.convoy.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every storage does. */
public abstract class StorageContract {
  private Storage storage;
  private FilePath root;

  /** What is tested. */
  protected abstract Storage storage();

  /** A directory that is there, the same in all tests. */
  protected abstract FilePath directory() throws IOException;

  @BeforeEach
  void open() throws IOException {
    storage = storage();
    root = directory().resolve("test-" + ThreadLocalRandom.current().nextLong());
  }

  private void write(FilePath file, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    try (NewFile out = storage.create(file)) {
      out.write(bytes, 0, bytes.length);
      out.synchronize();
    }
  }

  private String content(FilePath file) throws IOException {
    try (InputStream in = storage.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aNewFileMakesItsDirectoriesAndIsReadAsItWasWritten() throws IOException {
    FilePath file = root.resolve("a/b");
    write(file, "content");

    assertThat(content(file)).isEqualTo("content");
    FileEntry entry = storage.status(file).orElseThrow();
    assertThat(entry.isFile()).isTrue();
    assertThat(entry.length()).isEqualTo(7);
    assertThat(entry.path()).isEqualTo(file);
    assertThat(storage.status(root.resolve("a")).orElseThrow().isDirectory()).isTrue();
  }

  @Test
  void aFileThatIsThereIsNotMadeAnew() throws IOException {
    write(root.resolve("a"), "old");

    assertThatThrownBy(() -> storage.create(root.resolve("a"))).isInstanceOf(IOException.class);
    assertThat(content(root.resolve("a"))).isEqualTo("old");
  }

  @Test
  void whatIsNotThereHasNoStatusAndCannotBeRead() throws IOException {
    assertThat(storage.status(root.resolve("a"))).isEmpty();
    assertThat(storage.list(root.resolve("a"))).isEmpty();
    assertThat(storage.isLink(root.resolve("a"))).isFalse();
    assertThatThrownBy(() -> storage.open(root.resolve("a")))
        .isInstanceOf(FileNotFoundException.class);
    storage.delete(root.resolve("a"));
  }

  @Test
  void aFileTakesThePlaceOfAnother() throws IOException {
    write(root.resolve("old"), "old");
    write(root.resolve("new"), "new");

    storage.replace(root.resolve("new"), root.resolve("old"));

    assertThat(content(root.resolve("old"))).isEqualTo("new");
    assertThat(storage.status(root.resolve("new"))).isEmpty();
    storage.replace(root.resolve("old"), root.resolve("elsewhere"));
    assertThat(content(root.resolve("elsewhere"))).isEqualTo("new");
  }

  @Test
  void aDirectoryIsListed() throws IOException {
    write(root.resolve("a"), "12");
    storage.makeDirectory(root.resolve("b/c"));
    storage.makeDirectory(root.resolve("b"));

    assertThat(storage.list(root))
        .extracting(FileEntry::path)
        .containsExactlyInAnyOrder(root.resolve("a"), root.resolve("b"));
    assertThat(storage.list(root))
        .allSatisfy(entry -> assertThat(entry.isDirectory()).isEqualTo(entry.name().equals("b")));
  }

  @Test
  void onlyAnEmptyDirectoryIsDeleted() throws IOException {
    write(root.resolve("a/b"), "content");

    assertThatThrownBy(() -> storage.delete(root.resolve("a"))).isInstanceOf(IOException.class);
    assertThat(content(root.resolve("a/b"))).isEqualTo("content");
    storage.delete(root.resolve("a/b"));
    storage.delete(root.resolve("a"));
    assertThat(storage.status(root.resolve("a"))).isEmpty();
  }

  @Test
  void theEndIsReachedBySkipping() throws IOException {
    write(root.resolve("a"), "0123456789");

    try (InputStream in = storage.open(root.resolve("a"))) {
      in.skipNBytes(7);
      assertThat(in.readAllBytes()).asString().isEqualTo("789");
    }
  }

  @Test
  void anAbsolutePathIsTheSamePlace() throws IOException {
    write(root.resolve("a"), "content");
    FilePath absolute = storage.absolute(root.resolve("a"));

    assertThat(absolute.scheme()).isPresent();
    assertThat(storage.absolute(absolute)).isEqualTo(absolute);
    assertThat(content(absolute)).isEqualTo("content");
  }
}
