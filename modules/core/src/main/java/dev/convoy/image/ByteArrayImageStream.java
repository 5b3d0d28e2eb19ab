package dev.convoy.image;

import java.io.IOException;
import javax.imageio.stream.ImageInputStreamImpl;

/** Bytes in memory for ImageIO, without a copy and without a file. */
final class ByteArrayImageStream extends ImageInputStreamImpl {
  private final byte[] content;

  ByteArrayImageStream(byte[] content) {
    this.content = content;
  }

  @Override
  public int read() throws IOException {
    bitOffset = 0;
    return streamPos < content.length ? content[(int) streamPos++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] to, int at, int length) throws IOException {
    bitOffset = 0;
    int count = (int) Math.min(length, content.length - streamPos);
    if (count <= 0) {
      return length == 0 ? 0 : -1;
    }
    System.arraycopy(content, (int) streamPos, to, at, count);
    streamPos += count;
    return count;
  }

  @Override
  public long length() {
    return content.length;
  }
}
