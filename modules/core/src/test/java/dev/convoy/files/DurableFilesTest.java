package dev.convoy.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole files or none, through no link, and what is said when a disk refuses. */
final class DurableFilesTest {
  private static final byte[] CONTENT = "new".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path temporary;
  private Path root;
  private DurableFiles files;

  @BeforeEach
  void open() throws IOException {
    root = Files.createDirectory(temporary.resolve("root"));
    files = new DurableFiles(at(root), new LocalStorage());
  }

  private static FilePath at(Path path) {
    return FilePath.of(path.toString());
  }

  private FilePath at(String name) {
    return at(root.resolve(name));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> found = Files.list(root)) {
      return found.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private Path precious() throws IOException {
    return Files.writeString(temporary.resolve("precious"), "precious");
  }

  @Test
  void aFileIsWrittenUnderANameThatNobodyCanGuess() throws IOException {
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      files.write(
          at("a.json"),
          out -> {
            names().stream().filter(name -> name.endsWith(".tmp")).forEach(seen::add);
            out.write(CONTENT);
          });
    }

    assertThat(seen).hasSize(2).doesNotHaveDuplicates();
    assertThat(seen)
        .allSatisfy(
            name -> {
              assertThat(name).matches("\\.a\\.json\\.[0-9a-f-]{36}\\.tmp");
              assertThat(TemporaryName.finalName(name)).isEqualTo("a.json");
            });
    assertThat(names()).containsExactly("a.json");
  }

  @Test
  void aLinkInPlaceOfAFileIsReplacedAndWhatItLeadsToStays() throws IOException {
    Path precious = precious();
    Files.createSymbolicLink(root.resolve("a.json"), precious);
    Files.createSymbolicLink(root.resolve(".a.json.tmp"), precious);

    files.write(at("a.json"), CONTENT);

    assertThat(precious).hasContent("precious");
    assertThat(root.resolve("a.json")).hasContent("new");
    assertThat(Files.isSymbolicLink(root.resolve("a.json"))).isFalse();
  }

  @Test
  void aFileThatMustBeNewIsNotMadeThroughALinkThatLeadsNowhere() throws IOException {
    Files.createSymbolicLink(root.resolve("a"), temporary.resolve("nowhere"));

    assertThat(files.createNew(at("a"), CONTENT)).isFalse();
    assertThat(temporary.resolve("nowhere")).doesNotExist();
  }

  @Test
  void nothingIsWrittenOrDeletedThroughALinkToADirectory() throws IOException {
    Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("a"), "precious");
    Files.createSymbolicLink(root.resolve("link"), elsewhere);

    String message = at("link") + ": is a symbolic link, and none is followed";
    assertThatThrownBy(() -> files.write(at("link/a"), CONTENT)).hasMessage(message);
    assertThatThrownBy(() -> files.write(at("link/below/a"), CONTENT)).hasMessage(message);
    assertThatThrownBy(() -> files.createNew(at("link/b"), CONTENT)).hasMessage(message);
    assertThatThrownBy(() -> files.delete(at("link/a"))).hasMessage(message);
    assertThatThrownBy(() -> files.makeDirectory(at("link/c"))).hasMessage(message);
    assertThatThrownBy(() -> files.makeDirectory(at("link"))).hasMessage(message);
    try (Stream<Path> found = Files.list(elsewhere)) {
      assertThat(found).containsExactly(elsewhere.resolve("a"));
    }
    assertThat(elsewhere.resolve("a")).hasContent("precious");
  }

  @Test
  void theRootItselfMayBeALink() throws IOException {
    Path link = Files.createSymbolicLink(temporary.resolve("link"), root);
    DurableFiles through = new DurableFiles(at(link), new LocalStorage());

    through.write(at(link.resolve("below/a")), CONTENT);
    assertThat(root.resolve("below/a")).hasContent("new");
    through.delete(at(link.resolve("below/a")));
    assertThat(root.resolve("below/a")).doesNotExist();
  }

  @Test
  void aDirectoryThatHoldsSomethingIsNotDeleted() throws IOException {
    Files.createDirectory(root.resolve("full"));
    Files.writeString(root.resolve("full/a"), "precious");

    assertThatThrownBy(() -> files.delete(at("full"))).hasMessageStartingWith(at("full") + ": ");
    assertThat(root.resolve("full/a")).hasContent("precious");
  }

  @Test
  void aLinkIsListedAsNeitherFileNorDirectory() throws IOException {
    Files.createSymbolicLink(root.resolve("a"), precious());
    Files.createSymbolicLink(root.resolve("b"), temporary);
    Files.createSymbolicLink(root.resolve("c"), temporary.resolve("nowhere"));
    Files.writeString(root.resolve("d:e"), "file");

    assertThat(files.list(at(root)).stream().map(FileEntry::name))
        .containsExactly("a", "b", "c", "d:e");
    assertThat(files.list(at(root)).stream().map(entry -> entry.isFile() || entry.isDirectory()))
        .containsExactly(false, false, false, true);
  }

  @Test
  void whatAKilledProcessLeftIsDeletedAndNothingElse() throws IOException {
    Path precious = precious();
    String random = "0f8fad5b-d9cb-469f-a165-70867728950e";
    for (String name : List.of("a", ".a.tmp", ".a." + random + ".tmp", ".b.tmp", ".a.tmp.old")) {
      Files.writeString(root.resolve(name), "half");
    }
    Files.createSymbolicLink(root.resolve("..a.tmp.crc"), precious);
    Files.createDirectory(root.resolve(".a.crc"));

    files.deleteTemporary(at(root), "a"::equals);

    assertThat(names()).containsExactly("..a.tmp.crc", ".a.crc", ".a.tmp.old", ".b.tmp", "a");
    assertThat(precious).hasContent("precious");
  }

  @Test
  void whatTheWriterOfAFileFailsAtIsNotBlamedOnTheFile() throws IOException {
    assertThatThrownBy(
            () ->
                files.write(
                    at("a"),
                    out -> {
                      throw new IOException("the source is damaged");
                    }))
        .hasMessage("the source is damaged");
    assertThat(names()).isEmpty();
  }

  @Test
  void nothingAppearsOrDisappearsUnlessTheConditionHolds() throws IOException {
    Files.writeString(root.resolve("a"), "old");
    DurableFiles refused =
        files.under(
            () -> {
              throw new IOException("no");
            });

    assertThatThrownBy(() -> refused.write(at("a"), CONTENT)).hasMessage("no");
    assertThatThrownBy(() -> refused.createNew(at("b"), CONTENT)).hasMessage("no");
    assertThatThrownBy(() -> refused.delete(at("a"))).hasMessage("no");
    assertThat(names()).containsExactly("a");
    assertThat(root.resolve("a")).hasContent("old");
  }

  @Test
  void aPlaceThatRefusesIsNamedWithoutAJavaClass() throws IOException {
    Files.writeString(root.resolve("file"), "");
    assertThatThrownBy(() -> files.write(at("file/a"), CONTENT))
        .hasMessageContaining(root.resolve("file").toString())
        .hasMessageNotContaining("Exception");
    Files.createDirectory(root.resolve("directory"));
    assertThatThrownBy(() -> files.write(at("directory"), CONTENT))
        .hasMessage(at("directory") + ": Is a directory");
  }
}
