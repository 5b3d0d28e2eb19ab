package dev.convoy.random;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Damages files as disks, networks and people do: bits, lengths, ranges, and numbers in text. */
public final class Mutations {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");
  private static final Pattern WORD = Pattern.compile("\"[^\"\n]*\"|true|false");
  private static final List<String> OTHER =
      List.of(
          "0",
          "-1",
          "1e999",
          "-0.0",
          "2147483647",
          "2147483648",
          "9223372036854775807",
          "123456789012345678901234567890",
          "null",
          "true",
          "\"\"",
          "[]",
          "{}",
          "[1]",
          "NaN",
          "\"\\u0000\"",
          "1.5",
          "[[[[[[[[]]]]]]]]");
  private static final byte[] ODD_BYTES = {0, 1, 0x7f, (byte) 0x80, (byte) 0xff, '"', '{', '\n'};
  private static final int MOST_AT_ONCE = 3;

  private Mutations() {}

  /** The content with one to three things changed. */
  public static byte[] of(byte[] content, TestRandom random) {
    byte[] changed = content;
    for (int i = random.between(1, MOST_AT_ONCE); i > 0; i--) {
      changed = once(changed, random);
    }
    return changed;
  }

  private static byte[] once(byte[] content, TestRandom random) {
    if (content.length == 0) {
      return new byte[random.between(0, 20)];
    }
    int at = random.between(0, content.length - 1);
    int end = Math.min(content.length, at + random.between(1, random.coin() ? 8 : 200));
    byte[] copy = content.clone();
    switch (random.between(0, 8)) {
      case 0 -> copy[at] ^= (byte) (1 << random.between(0, 7));
      case 1 -> copy[at] = ODD_BYTES[random.between(0, ODD_BYTES.length - 1)];
      case 2 -> Arrays.fill(copy, at, Math.min(end, at + 8), ODD_BYTES[random.between(0, 4)]);
      case 3 -> {
        return Arrays.copyOf(content, at);
      }
      case 4 -> {
        return joined(content, at, new byte[0], end);
      }
      case 5 -> {
        return joined(content, at, Arrays.copyOfRange(content, at, end), at);
      }
      case 6 -> {
        byte[] noise = new byte[end - at];
        for (int i = 0; i < noise.length; i++) {
          noise[i] = (byte) random.between(0, 255);
        }
        return joined(content, at, noise, random.coin() ? at : end);
      }
      case 7 -> {
        return replaced(content, at, NUMBER, random);
      }
      default -> {
        return replaced(content, at, WORD, random);
      }
    }
    return copy;
  }

  private static byte[] joined(byte[] content, int at, byte[] middle, int from) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(content, 0, at);
    out.writeBytes(middle);
    out.write(content, from, content.length - from);
    return out.toByteArray();
  }

  /** Replaces the next such piece of text. */
  private static byte[] replaced(byte[] content, int at, Pattern what, TestRandom random) {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    Matcher matcher = what.matcher(text);
    if (!matcher.find(at) && !matcher.find(0)) {
      return content;
    }
    String other = OTHER.get(random.between(0, OTHER.size() - 1));
    return (text.substring(0, matcher.start()) + other + text.substring(matcher.end()))
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
