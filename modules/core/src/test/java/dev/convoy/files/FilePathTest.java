package dev.convoy.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths and URIs as users write them. */
class FilePathTest {
  @ParameterizedTest
  @CsvSource({
    "a, a",
    "a/, a",
    "./a, a",
    "., .",
    "a/.., .",
    "a//b/./c/../d, a/b/d",
    "../a, ../a",
    "/, /",
    "//, /",
    "/a/b/, /a/b",
    "./a:b, ./a:b",
    "/a:b, /a:b",
    "file:///a, file:/a",
    "file:/a/, file:/a",
    "hdfs://host:8020/a//b/, hdfs://host:8020/a/b",
    "hdfs://host, hdfs://host",
    "hdfs://host/, hdfs://host/"
  })
  void areNormalized(String text, String normalized) {
    assertThat(FilePath.of(text)).hasToString(normalized);
    assertThat(FilePath.of(normalized)).isEqualTo(FilePath.of(text));
  }

  @ParameterizedTest
  @CsvSource({
    "/a, b, /a/b, /a",
    "/, b, /b, /",
    "a, b/c, a/b/c, a/b",
    "., b, b, .",
    "., b:c, ./b:c, .",
    "x, b:c, x/b:c, x",
    "hdfs://host, b, hdfs://host/b, hdfs://host/",
    "hdfs://host/a, b, hdfs://host/a/b, hdfs://host/a"
  })
  void haveNamesBelowAndADirectoryAbove(String text, String name, String below, String above) {
    FilePath path = FilePath.of(text).resolve(name);
    assertThat(path).hasToString(below);
    assertThat(path.name()).isEqualTo(name.substring(name.indexOf('/') + 1));
    assertThat(path.parent()).hasToString(above);
  }

  @Test
  void haveASchemeOrNone() {
    assertThat(FilePath.of("s3a://bucket/a").scheme()).contains("s3a");
    assertThat(FilePath.of("file:/a").scheme()).contains("file");
    assertThat(FilePath.of("/a:b").scheme()).isEmpty();
    assertThat(FilePath.of("./a:b").scheme()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a:b", "hdfs:a"})
  void areRefusedWithTheRule(String text) {
    assertThatThrownBy(() -> FilePath.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'" + text + "': must be a path, or a URI with a path that begins with /");
  }

  @Test
  void knowHowDeepTheyAre() {
    assertThat(FilePath.of("/").depth()).isZero();
    assertThat(FilePath.of(".").depth()).isZero();
    assertThat(FilePath.of("hdfs://host/").depth()).isZero();
    assertThat(FilePath.of("a").depth()).isEqualTo(1);
    assertThat(FilePath.of("/a/b").depth()).isEqualTo(2);
    assertThat(FilePath.of("hdfs://host/a/b").depth()).isEqualTo(2);
  }
}
