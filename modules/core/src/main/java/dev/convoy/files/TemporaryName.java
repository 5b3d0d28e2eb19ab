package dev.convoy.files;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of files that are being written: {@code .NAME.RANDOM.tmp}. Nobody can guess them, so nobody
 * can put a link in the way; everybody can recognize them, to clear away what a crash left.
 */
public final class TemporaryName {
  /** Versions before this had no random part; Hadoop's tools leave the other ending. */
  private static final Pattern FORM =
      Pattern.compile("\\.(.+?)(?:\\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?\\.(?:tmp|crc)");

  private TemporaryName() {}

  /** A new name for a file that will be called so. */
  static String of(String name) {
    return "." + name + "." + UUID.randomUUID() + ".tmp";
  }

  /** The name of the file that this one is, or is a temporary or checksum file of. */
  public static String finalName(String name) {
    String result = name;
    Matcher matcher = FORM.matcher(result);
    while (matcher.matches()) {
      result = matcher.group(1);
      matcher = FORM.matcher(result);
    }
    return result;
  }
}
