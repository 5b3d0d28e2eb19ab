package dev.convoy.spark;

import java.lang.reflect.Method;

/**
 * Standard error of a process that {@code scripts/convoy} started. A JVM with an incubator module
 * says so before it runs any class and cannot be told not to; the script lets another process leave
 * that line out. From here on there is no need for it, and what is written keeps its place among
 * the lines of standard output.
 */
final class StandardError {
  /** The descriptor that the script keeps the real one under. */
  private static final String VARIABLE = "CONVOY_STDERR";

  private static final int STANDARD_ERROR = 2;

  private StandardError() {}

  /** Writes to the real one from now on, if another process is in between. */
  static void takeBack() {
    String descriptor = System.getenv(VARIABLE);
    if (descriptor == null) {
      return;
    }
    try {
      // Java itself uses it for processes that inetd starts; Spark opens the package to everybody.
      Method dup2 =
          Class.forName("sun.nio.ch.InheritedChannel")
              .getDeclaredMethod("dup2", int.class, int.class);
      dup2.setAccessible(true);
      System.err.flush();
      dup2.invoke(null, Integer.parseInt(descriptor), STANDARD_ERROR);
    } catch (ReflectiveOperationException | RuntimeException e) {
      // On another Java the process in between stays there, and hands on what comes.
    }
  }
}
