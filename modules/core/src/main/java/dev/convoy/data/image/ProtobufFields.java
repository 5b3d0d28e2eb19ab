package dev.convoy.data.image;

import dev.convoy.image.BadImageException;
import java.util.Arrays;

/** The fields of a message of Protocol Buffers, one after the other, within their bounds. */
final class ProtobufFields {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED_32 = 5;
  private static final int MOST_SHIFT = 63;

  private final byte[] content;
  private final int end;
  private int at;
  private int number;
  private int type;
  private int from;
  private int to;
  private long value;

  ProtobufFields(byte[] content) {
    this(content, 0, content.length);
  }

  private ProtobufFields(byte[] content, int from, int to) {
    this.content = content;
    this.at = from;
    this.end = to;
  }

  /** Goes to the next field, if there is one. */
  boolean next() throws BadImageException {
    if (at == end) {
      return false;
    }
    long tag = varint();
    number = (int) (tag >>> 3);
    type = (int) (tag & 7);
    switch (type) {
      case VARINT -> value = varint();
      case FIXED_64 -> pass(8);
      case BYTES -> pass(varint());
      case FIXED_32 -> pass(4);
      default -> throw damaged();
    }
    return true;
  }

  private void pass(long bytes) throws BadImageException {
    if (bytes < 0 || bytes > end - at) {
      throw damaged();
    }
    from = at;
    at += (int) bytes;
    to = at;
  }

  private long varint() throws BadImageException {
    long result = 0;
    for (int shift = 0; shift <= MOST_SHIFT; shift += 7) {
      if (at == end) {
        throw damaged();
      }
      byte next = content[at++];
      result |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return result;
      }
    }
    throw damaged();
  }

  /** The number of this field. */
  int number() {
    return number;
  }

  /** The message that this field is. */
  ProtobufFields message() throws BadImageException {
    requireBytes();
    return new ProtobufFields(content, from, to);
  }

  /** The bytes that this field is. */
  byte[] bytes() throws BadImageException {
    requireBytes();
    return Arrays.copyOfRange(content, from, to);
  }

  /** The integer that this field is, or the first of several that are packed. */
  long firstInteger() throws BadImageException {
    return type == VARINT ? value : message().varint();
  }

  private void requireBytes() throws BadImageException {
    if (type != BYTES) {
      throw damaged();
    }
  }

  private static BadImageException damaged() {
    return new BadImageException("is a damaged record");
  }
}
