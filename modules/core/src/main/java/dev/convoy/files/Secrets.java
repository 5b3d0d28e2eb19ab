package dev.convoy.files;

import java.util.regex.Pattern;

/**
 * Hides what opens doors in what is written or shown: the part before {@code @} of a URI, as in
 * {@code ftp://user:password@host}, and values in a query whose names say that they are secret.
 */
public final class Secrets {
  private static final String MASK = "***";
  private static final Pattern USER =
      Pattern.compile(
          // in Azure's URIs a container stands there
          "(?<![A-Za-z0-9+.-])(?!(?:abfs|wasb)s?:)([A-Za-z][A-Za-z0-9+.-]*+://)"
              // a secret may have slashes, but what follows a port is a path
              + "(?:[^/?#\\s'\"]+|[^/:@?#\\s'\"]+:(?!\\d+/)[^@\\s'\"]*)(?=@)");
  private static final Pattern QUERY =
      Pattern.compile(
          "(?i)([?&;][^=&;?\\s'\"]{0,60}(?:key|secret|token|passw|pwd|sig|credential|auth)[^=&;?\\s'\"]{0,60}=)"
              + "[^&;\\s'\"]+");

  private Secrets() {}

  /** The text without them. */
  public static String masked(String text) {
    String users = USER.matcher(text).replaceAll("$1" + MASK);
    return QUERY.matcher(users).replaceAll("$1" + MASK);
  }
}
