package dev.convoy.spark.command.options;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The numbers that an option takes; {@link OptionValues} refuses others before a command runs. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Range {
  /** The smallest. */
  double least() default 1;

  /** Whether the smallest itself is too small. */
  boolean above() default false;

  /** The largest. */
  double most();
}
