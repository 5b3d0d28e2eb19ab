package dev.convoy.files;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a file or directory is: a path, or a URI without escapes such as {@code hdfs://host/data}.
 * Superfluous slashes, {@code .} and {@code ..} are taken out; relative paths stay relative.
 *
 * @param text what it is called
 */
public record FilePath(String text) implements Serializable {
  private static final String HERE = ".";

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if it is empty, or has a scheme but no path that begins with /
   */
  public FilePath {
    int start = pathStart(text);
    String path = normalized(text.substring(start));
    if (text.isBlank() || start > 0 && !path.startsWith("/") && !path.isEmpty()) {
      throw new IllegalArgumentException(
          "'" + text + "': must be a path, or a URI with a path that begins with /");
    }
    String root = text.substring(0, start);
    // no host: file:///a is file:/a
    text = (root.endsWith("://") ? root.substring(0, root.length() - 2) : root) + path;
    if (text.isEmpty()) {
      text = HERE;
    }
  }

  /** Of what the user wrote. */
  public static FilePath of(String text) {
    return new FilePath(text);
  }

  /** Where the path begins, after the scheme and the host. */
  private static int pathStart(String text) {
    int colon = text.indexOf(':');
    int slash = text.indexOf('/');
    int start = colon > 0 && (slash < 0 || colon < slash) ? colon + 1 : 0;
    if (!text.startsWith("//", start) || text.length() == start + 2) {
      return start;
    }
    int end = text.indexOf('/', start + 2);
    return end < 0 ? text.length() : end;
  }

  private static String normalized(String path) {
    boolean absolute = path.startsWith("/");
    List<String> kept = new ArrayList<>();
    for (String part : path.split("/+")) {
      int last = kept.size() - 1;
      if (part.equals("..") && last >= 0 && !kept.get(last).equals("..")) {
        kept.remove(last);
      } else if (!part.isEmpty() && !part.equals(HERE)) {
        kept.add(part);
      }
    }
    String joined = String.join("/", kept);
    boolean likeScheme = !absolute && !kept.isEmpty() && kept.get(0).contains(":");
    return (absolute ? "/" : likeScheme ? "./" : "") + joined;
  }

  private String path() {
    return text.substring(pathStart(text));
  }

  /** What is before the first colon, if it is a URI. */
  public Optional<String> scheme() {
    int start = pathStart(text);
    int colon = text.indexOf(':');
    return colon > 0 && colon < start ? Optional.of(text.substring(0, colon)) : Optional.empty();
  }

  /** The last part of the path; empty for a root. */
  public String name() {
    String path = path();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** What is below this directory under a name, or a relative path. */
  public FilePath resolve(String below) {
    if (text.equals(HERE)) {
      return new FilePath("./" + below);
    }
    return new FilePath(text.endsWith("/") ? text + below : text + "/" + below);
  }

  /** The directory that this is in; a root is in itself. */
  public FilePath parent() {
    String path = path();
    String root = text.substring(0, text.length() - path.length());
    int slash = path.lastIndexOf('/');
    if (path.isEmpty()) {
      return this;
    }
    if (slash < 0) {
      return new FilePath(HERE);
    }
    return new FilePath(root + (slash == 0 ? "/" : path.substring(0, slash)));
  }

  /** Number of directories above, up to the root or to where a relative path begins. */
  int depth() {
    String path = path();
    if (path.equals("/") || path.isEmpty() || path.equals(HERE)) {
      return 0;
    }
    return (int) path.chars().skip(1).filter(character -> character == '/').count() + 1;
  }

  @Override
  public String toString() {
    return text;
  }
}
