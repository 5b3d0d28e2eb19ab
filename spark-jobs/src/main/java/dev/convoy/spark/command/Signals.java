package dev.convoy.spark.command;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Handles signals of the operating system until it is closed. Java's own handler would run the
 * shutdown hooks, of which Spark's stops the context in the middle of a round.
 *
 * <p>The type {@code sun.misc.Signal} of the module {@code jdk.unsupported} is the only one for
 * this; it is used by reflection, because compilers warn of it and cannot be told not to.
 */
final class Signals implements AutoCloseable {
  private final List<Restore> previous = new ArrayList<>();

  private interface Restore {
    void run() throws ReflectiveOperationException;
  }

  /**
   * Handles signals.
   *
   * @param names such as {@code TERM}
   * @param handler gets the name, on a thread of its own
   * @param unavailable told in one line why a signal cannot be handled
   */
  Signals(List<String> names, Consumer<String> handler, Consumer<String> unavailable) {
    for (String name : names) {
      try {
        handle(name, handler);
      } catch (ReflectiveOperationException | IllegalArgumentException e) {
        String reason =
            Optional.ofNullable(e.getCause()).map(Throwable::getMessage).orElse(e.getMessage());
        unavailable.accept("SIG" + name + " ends the run at once: " + reason);
      }
    }
  }

  private void handle(String name, Consumer<String> handler) throws ReflectiveOperationException {
    Class<?> signalType = Class.forName("sun.misc.Signal");
    Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
    InvocationHandler invocation =
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "handle" -> {
                handler.accept(name);
                yield null;
              }
              case "equals" -> proxy == arguments[0];
              case "hashCode" -> System.identityHashCode(proxy);
              default -> "handler of SIG" + name;
            };
    Object ours =
        Proxy.newProxyInstance(
            Signals.class.getClassLoader(), new Class<?>[] {handlerType}, invocation);
    Object signal = signalType.getConstructor(String.class).newInstance(name);
    Method handle = signalType.getMethod("handle", signalType, handlerType);
    Object before = handle.invoke(null, signal, ours);
    previous.add(() -> handle.invoke(null, signal, before));
  }

  /** Gives the signals back to whoever handled them before. */
  @Override
  public void close() {
    for (Restore restore : previous) {
      try {
        restore.run();
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
