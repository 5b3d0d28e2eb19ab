package dev.convoy.data.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes tar files, sound or not. */
final class TarFiles {
  private static final int BLOCK = 512;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  TarFiles add(String name, String content) {
    return add(name, '0', content.getBytes(StandardCharsets.UTF_8));
  }

  TarFiles add(String name, char type, byte[] content) {
    header(name, type, String.format("%011o", content.length));
    out.writeBytes(content);
    out.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    return this;
  }

  /** A header alone. */
  TarFiles header(String name, char type, String size) {
    byte[] header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 124, size);
    put(header, 148, "        ");
    header[156] = (byte) type;
    put(header, 257, "ustar");
    put(header, 263, "00");
    int sum = 0;
    for (byte each : header) {
      sum += each & 0xFF;
    }
    put(header, 148, String.format("%06o", sum) + "\0 ");
    out.writeBytes(header);
    return this;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  /** Without the zeros at the end. */
  byte[] bytes() {
    return out.toByteArray();
  }
}
