package dev.convoy.random;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/** Adds the seed and the command that repeats the test to a failure. */
final class SeedReporter implements TestExecutionExceptionHandler {
  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    if (failure instanceof TestAbortedException) {
      throw failure;
    }
    throw new AssertionError(
        failure
            + System.lineSeparator()
            + "repeat with: "
            + System.getProperty("test.command", "mvn -B verify -pl modules/core")
            + " -Dtest="
            + context.getRequiredTestClass().getSimpleName()
            + "#"
            + context.getRequiredTestMethod().getName()
            + " -Dtest.seed="
            + TestRandom.SEED,
        failure);
  }
}
