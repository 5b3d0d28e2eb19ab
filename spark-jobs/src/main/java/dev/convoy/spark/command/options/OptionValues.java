package dev.convoy.spark.command.options;

import java.lang.reflect.AnnotatedElement;
import java.math.BigDecimal;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** What holds of the values of all options, whichever command they are of. */
public final class OptionValues {
  private OptionValues() {}

  /**
   * Refuses numbers out of their {@link Range} and values that are empty.
   *
   * @throws BadInputException in one line that names the option, the value and the rule
   */
  public static void check(ParseResult parsed) {
    for (CommandLine command : parsed.asCommandLineList()) {
      command.getCommandSpec().options().forEach(OptionValues::check);
    }
  }

  private static void check(OptionSpec option) {
    Object value = option.getValue();
    if (value instanceof Optional<?> given) {
      value = given.orElse(null);
    }
    if (value instanceof String text) {
      requireText(name(option), text);
    } else if (value instanceof Number number
        && option.userObject() instanceof AnnotatedElement field
        && field.isAnnotationPresent(Range.class)) {
      require(name(option), number, field.getAnnotation(Range.class));
    }
  }

  /** What messages call an option. */
  static String name(OptionSpec option) {
    return option.longestName().replaceFirst("^--?", "");
  }

  /** Refuses a value of nothing but space. */
  static void requireText(String name, String text) {
    if (text.isBlank()) {
      throw new BadInputException(name + " '" + text + "' must not be empty");
    }
  }

  private static void require(String name, Number number, Range range) {
    double value = number.doubleValue();
    boolean tooSmall = range.above() ? !(value > range.least()) : !(value >= range.least());
    if (!tooSmall && value <= range.most()) {
      return;
    }
    String least = (range.above() ? "above " : "at least ") + text(range.least());
    String most = "at most " + text(range.most());
    boolean whole = number instanceof Integer || number instanceof Long;
    String rule = !whole ? least + " and " + most : tooSmall ? least : most;
    throw new BadInputException(name + " " + number + " must be " + rule);
  }

  private static String text(double bound) {
    return BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
  }
}
