package dev.convoy.data.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Writes TFRecord files of {@code tf.train.Example}, sound or not. */
final class TfRecords {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** A record with these features. */
  TfRecords add(byte[]... features) {
    return record(message(1, join(features)));
  }

  /** A record with any content. */
  TfRecords record(byte[] content) {
    length(content.length);
    out.writeBytes(content);
    out.writeBytes(checksum(content));
    return this;
  }

  /** What begins a record: its length and the checksum of that. */
  TfRecords length(long bytes) {
    byte[] length = little(Long.BYTES).putLong(bytes).array();
    out.writeBytes(length);
    out.writeBytes(checksum(length));
    return this;
  }

  private static byte[] checksum(byte[] of) {
    CRC32C crc = new CRC32C();
    crc.update(of);
    int masked = Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    return little(Integer.BYTES).putInt(masked).array();
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static byte[] text(String key, String value) {
    return feature(key, message(1, message(1, utf8(value))));
  }

  static byte[] number(String key, int value) {
    return feature(key, message(3, join(new byte[] {8}, varint(value))));
  }

  private static byte[] feature(String key, byte[] value) {
    return message(1, join(message(1, utf8(key)), message(2, value)));
  }

  /** A field of bytes. */
  private static byte[] message(int number, byte[] content) {
    return join(new byte[] {(byte) (number << 3 | 2)}, varint(content.length), content);
  }

  private static byte[] varint(int value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int left = value;
    while (left >= 0x80) {
      bytes.write(left & 0x7F | 0x80);
      left >>>= 7;
    }
    bytes.write(left);
    return bytes.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
