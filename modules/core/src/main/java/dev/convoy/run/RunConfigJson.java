package dev.convoy.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.augment.Augmentations;
import dev.convoy.average.InnerState;
import dev.convoy.average.OuterUpdate;
import dev.convoy.average.RateScaling;
import dev.convoy.average.Synchronization;
import dev.convoy.average.WireFormat;
import dev.convoy.kernel.Algorithm;
import dev.convoy.optim.GradientTransforms;
import dev.convoy.optim.Optimizers;
import dev.convoy.text.DidYouMean;
import dev.convoy.text.StrictJson;
import dev.convoy.train.EarlyStopping;
import dev.convoy.train.Monitor;
import dev.convoy.train.OnNan;
import dev.convoy.worker.BatchConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The JSON form of a {@link RunConfig}: one object whose keys are the options of {@code convoy
 * train}, such as {@code batchSize} or {@code batch-size}, with the same values as on the command
 * line.
 */
final class RunConfigJson {
  private static final Pattern WORD_START = Pattern.compile("-([a-z])");

  private final String source;
  private final Map<String, JsonNode> values = new TreeMap<>();

  private RunConfigJson(String source, ObjectNode json) {
    this.source = source;
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      String key = camelCase(entry.getKey());
      if (values.put(key, entry.getValue()) != null) {
        throw StrictJson.malformed(source, "has the key '" + key + "' twice", null);
      }
    }
  }

  private static String camelCase(String key) {
    return WORD_START.matcher(key).replaceAll(start -> start.group(1).toUpperCase(Locale.ROOT));
  }

  /** Writes every value that is set. */
  static ObjectNode write(RunConfig config) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("epochs", config.length().epochs());
    json.put("onNan", config.length().onNan().toString());
    json.put("batchSize", config.batch().size());
    Synchronization synchronization = config.averaging().synchronization();
    json.put("workers", config.averaging().workers());
    json.put("sync", synchronization.text());
    json.put("outer", synchronization.outer().text());
    json.put("innerState", synchronization.innerState().toString());
    json.put("scaleRate", config.averaging().rateScaling().toString());
    json.put("wire", synchronization.wire().toString());
    json.put("optimizer", config.optimizer().optimizer().text());
    json.put("loss", config.loss().name());
    json.put("seed", config.seed());
    json.put("algorithm", config.batch().algorithm().text());
    json.put("kernels", config.batch().kernels());
    json.put("augment", config.batch().augmentations().text());
    json.put("schedule", config.optimizer().schedule());
    json.put("warmup", config.optimizer().warmUpEpochs());
    json.put("labelSmoothing", config.loss().labelSmoothing());
    json.put("classWeights", config.loss().classWeights());
    json.put("accumulate", config.optimizer().accumulation());
    GradientTransforms penalties = config.optimizer().penalties();
    json.put("l1", penalties.l1());
    json.put("l2", penalties.l2());
    if (penalties.clips()) {
      json.put("clipNorm", penalties.clipNorm());
    }
    SelectionConfig selection = config.selection();
    json.put("monitor", selection.monitor().toString());
    selection.earlyStopping().ifPresent(stopping -> json.put("earlyStopping", stopping.text()));
    json.put("average", selection.average());
    json.put("recalibrate", selection.recalibrates());
    return json;
  }

  /**
   * Reads a configuration.
   *
   * @param source name of the object's source, for messages
   * @param json the values to change
   * @param others the configuration that provides the values of missing keys
   * @throws IllegalArgumentException in one line that names the key, the value and the rule; for an
   *     unknown key the message suggests the nearest known one
   */
  static RunConfig read(String source, ObjectNode json, RunConfig others) {
    ObjectNode all = write(others);
    RunConfigJson changes = new RunConfigJson(source, json);
    Collection<String> known = new ArrayList<>(List.of("clipNorm", "earlyStopping"));
    all.fieldNames().forEachRemaining(known::add);
    for (String key : changes.values.keySet()) {
      if (!known.contains(key)) {
        throw StrictJson.malformed(
            source,
            "'" + key + "' is no setting of a run" + DidYouMean.suggestion(key, known),
            null);
      }
    }
    RunConfigJson values = new RunConfigJson(source, all);
    values.values.putAll(changes.values);
    return values.config();
  }

  private RunConfig config() {
    RunConfig config =
        new RunConfig(
            new RunLength(integer("epochs"), value("onNan", OnNan::named)),
            seed(),
            new BatchConfig(
                integer("batchSize"),
                Augmentations.parse(List.of(text("augment"))),
                value("algorithm", Algorithm::named),
                text("kernels")),
            new LossConfig(text("loss"), decimal("labelSmoothing"), text("classWeights")),
            new OptimizerConfig(
                value("optimizer", Optimizers::parse),
                text("schedule"),
                decimal("warmup"),
                new GradientTransforms(
                    decimal("l1"),
                    decimal("l2"),
                    values.containsKey("clipNorm") ? decimal("clipNorm") : Float.POSITIVE_INFINITY),
                integer("accumulate")),
            new Averaging(
                integer("workers"), synchronization(), value("scaleRate", RateScaling::named)),
            new SelectionConfig(
                value("monitor", Monitor::named),
                values.containsKey("earlyStopping")
                    ? Optional.of(value("earlyStopping", EarlyStopping::parse))
                    : Optional.empty(),
                text("average"),
                flag("recalibrate")));
    config.requireValid();
    return config;
  }

  private Synchronization synchronization() {
    return Synchronization.parse(
        text("sync"),
        value("outer", OuterUpdate::parse),
        value("innerState", InnerState::named),
        value("wire", WireFormat::named));
  }

  private <T> T value(String key, Function<String, T> parser) {
    return parser.apply(text(key));
  }

  private String text(String key) {
    return StrictJson.words(source, key, values.get(key));
  }

  private float decimal(String key) {
    require(values.get(key).isNumber(), key, "a number");
    return (float) values.get(key).asDouble();
  }

  private long seed() {
    JsonNode value = values.get("seed");
    require(value.isIntegralNumber() && value.canConvertToLong(), "seed", "an integer");
    return value.asLong();
  }

  private int integer(String key) {
    JsonNode value = values.get(key);
    require(value.isIntegralNumber() && value.canConvertToInt(), key, "an integer");
    return value.asInt();
  }

  private boolean flag(String key) {
    require(values.get(key).isBoolean(), key, "true or false");
    return values.get(key).asBoolean();
  }

  private void require(boolean fits, String key, String form) {
    if (!fits) {
      throw StrictJson.malformed(
          source, key + " must be " + form + ", not " + StrictJson.shown(values.get(key)), null);
    }
  }
}
