package dev.convoy.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What opens doors is hidden, and nothing else. */
class SecretsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ftp://user:password@host/a|ftp://***@host/a",
        "data 'ftp://user@host:21/a': no|data 'ftp://***@host:21/a': no",
        "s3a://KEY:se/cr/et@bucket/a|s3a://***@bucket/a",
        "a ftp://u:p@h/a and ftp://v:q@g/b|a ftp://***@h/a and ftp://***@g/b",
        "https://host/a?sig=abc%2F&part=2|https://host/a?sig=***&part=2",
        "https://host/a?X-Amz-Signature=1f&x=1|https://host/a?X-Amz-Signature=***&x=1",
        "https://host/a?access_token=1f|https://host/a?access_token=***"
      })
  void areMasked(String text, String masked) {
    assertThat(Secrets.masked(text)).isEqualTo(masked);
    assertThat(Secrets.masked(masked)).isEqualTo(masked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hdfs://host:8020/user@home/data",
        "file:/data/a@b",
        "abfs://container@account/a",
        "wasbs://container@account/a",
        "spark://host:7077",
        "k8s://https://host:443",
        "https://host/a?part=2",
        "mean 0.5 @ epoch 3"
      })
  void otherTextStays(String text) {
    assertThat(Secrets.masked(text)).isEqualTo(text);
  }
}
