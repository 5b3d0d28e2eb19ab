package dev.convoy.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** Settings of a run as tables of tests have them: {@code sync=steps:2 warmup=0.5}. */
public final class Settings {
  private static final String NUMBER = "-?[0-9.]+(e-?[0-9]+)?";

  private Settings() {}

  /**
   * Changes a configuration.
   *
   * @param words keys as in a recipe file, each with its value, and spaces between them
   */
  public static RunConfig with(RunConfig config, String words) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    for (String word : words.isBlank() ? new String[0] : words.strip().split(" +")) {
      String[] parts = word.split("=", 2);
      if (parts[1].matches("-?[0-9]+")) {
        json.put(parts[0], Long.parseLong(parts[1]));
      } else if (parts[1].matches(NUMBER)) {
        json.put(parts[0], Double.parseDouble(parts[1]));
      } else {
        json.put(parts[0], parts[1]);
      }
    }
    return config.with("settings", json.toString().getBytes(StandardCharsets.UTF_8));
  }
}
