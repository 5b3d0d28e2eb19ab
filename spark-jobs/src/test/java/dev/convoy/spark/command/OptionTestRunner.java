package dev.convoy.spark.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Tests of the command line as a tool runs them, with the command lines that they start. */
final class OptionTestRunner {
  private static final long MILLISECONDS = 1000;

  private final Launcher launcher = LauncherFactory.create();

  /**
   * A test that was run.
   *
   * @param id to run it again
   * @param name for people
   * @param nanoseconds that it took
   * @param started command lines, in order
   */
  record Test(UniqueId id, String name, long nanoseconds, List<CommandLineRun.Started> started) {}

  /**
   * Runs all tests of these classes.
   *
   * @throws IllegalStateException if one fails
   */
  List<Test> run(List<String> classes) {
    Recorder recorder = new Recorder();
    CommandLineRun.LOG.setLevel(Level.FINE);
    CommandLineRun.LOG.addHandler(recorder);
    try {
      execute(recorder, classes.stream().map(DiscoverySelectors::selectClass).toList());
    } finally {
      CommandLineRun.LOG.removeHandler(recorder);
    }
    recorder.failed.ifPresent(
        name -> {
          throw new IllegalStateException(name + " fails already with all options");
        });
    return recorder.tests;
  }

  /** Whether a test fails, or what prepares it, or takes longer than this. */
  boolean fails(Test test, long mostSeconds) throws InterruptedException {
    Recorder recorder = new Recorder();
    List<DiscoverySelector> selectors = List.of(DiscoverySelectors.selectUniqueId(test.id()));
    Thread thread = new Thread(() -> execute(recorder, selectors), test.name());
    thread.start();
    thread.join(mostSeconds * MILLISECONDS);
    boolean late = thread.isAlive();
    while (thread.isAlive()) {
      thread.interrupt(); // not all code heeds the first
      thread.join(MILLISECONDS);
    }
    return late || recorder.failed.isPresent();
  }

  private void execute(TestExecutionListener listener, List<? extends DiscoverySelector> what) {
    launcher.execute(LauncherDiscoveryRequestBuilder.request().selectors(what).build(), listener);
  }

  /** Listens to tests and to the command lines in them. */
  private static final class Recorder extends Handler implements TestExecutionListener {
    private final List<Test> tests = new ArrayList<>();
    private List<CommandLineRun.Started> started = new ArrayList<>();
    private long startTime;
    private Optional<String> failed = Optional.empty();

    @Override
    public void executionStarted(TestIdentifier identifier) {
      if (identifier.isTest()) {
        started = new ArrayList<>();
        startTime = System.nanoTime();
      }
    }

    @Override
    public void publish(LogRecord line) {
      started.add((CommandLineRun.Started) line.getParameters()[0]);
    }

    @Override
    public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
      if (result.getStatus() == TestExecutionResult.Status.FAILED) {
        failed = Optional.of(name(identifier));
      }
      if (identifier.isTest()) {
        long time = System.nanoTime() - startTime;
        tests.add(new Test(identifier.getUniqueIdObject(), name(identifier), time, started));
      }
    }

    private static String name(TestIdentifier identifier) {
      UniqueId.Segment last = identifier.getUniqueIdObject().getLastSegment();
      String number = last.getValue().startsWith("#") ? " " + last.getValue() : "";
      return identifier
          .getSource()
          .filter(MethodSource.class::isInstance)
          .map(MethodSource.class::cast)
          .map(method -> method.getJavaClass().getSimpleName() + "." + method.getMethodName())
          .orElse(identifier.getDisplayName())
          .concat(number);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
