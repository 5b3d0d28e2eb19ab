package dev.convoy.spark.predict;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.files.DurableFiles;
import dev.convoy.files.FileEntry;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.files.TemporaryName;
import dev.convoy.text.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The folder of predictions: a plan, which is written first, a file for each part, and a mark that
 * all are there. Whoever gives the same command again goes on with the parts that are missing.
 */
final class PredictionFolder {
  private static final String PLAN = "_plan.json";
  private static final String COMPLETE = "_SUCCESS";
  private static final int MOST_PLAN_BYTES = 1 << 20;

  private final FilePath path;
  private final Storage storage;
  private final DurableFiles files;

  PredictionFolder(FilePath path, Storage storage) {
    this.path = path;
    this.storage = storage;
    this.files = new DurableFiles(path, storage);
  }

  FilePath path() {
    return path;
  }

  /**
   * Checks that predictions can be written or gone on with here, before anything is read.
   *
   * @throws IllegalArgumentException if the folder holds something else
   */
  void requireUsable() throws IOException {
    Optional<FileEntry> status = files.status(path);
    if (status.isPresent() && !status.get().isDirectory()) {
      throw new IllegalArgumentException(
          "out '" + path + "': is a file, must be a folder of predictions, empty or absent");
    }
    List<FileEntry> there = files.list(path);
    boolean begun = there.stream().anyMatch(entry -> entry.name().equals(PLAN));
    for (FileEntry entry : there) {
      if (!begun && !TemporaryName.finalName(entry.name()).equals(PLAN)) {
        throw new IllegalArgumentException(
            "out '"
                + path
                + "': holds '"
                + entry.name()
                + "', which is not of predictions; choose a folder that is empty or absent");
      }
    }
  }

  /**
   * Begins, or goes on with the same plan.
   *
   * @return the parts that are there
   * @throws IllegalArgumentException if the predictions there are of another plan
   */
  Set<Integer> begin(ObjectNode plan, int parts, OutputFormat format) throws IOException {
    FilePath file = path.resolve(PLAN);
    if (files.status(file).isEmpty()) {
      files.makeDirectory(path);
      files.write(file, StrictJson.lines(plan).getBytes(StandardCharsets.UTF_8));
      return Set.of();
    }
    ObjectNode begun = StrictJson.object(file.toString(), files.read(file, MOST_PLAN_BYTES));
    plan.fieldNames()
        .forEachRemaining(
            key -> {
              if (!plan.get(key).equals(begun.path(key))) {
                throw new IllegalArgumentException(
                    "out '"
                        + path
                        + "': was begun with "
                        + key
                        + " "
                        + StrictJson.shown(begun.path(key))
                        + ", now it is "
                        + StrictJson.shown(plan.get(key))
                        + "; choose another folder");
              }
            });
    Set<String> names = new HashSet<>();
    for (FileEntry entry : files.list(path)) {
      if (!TemporaryName.finalName(entry.name()).equals(entry.name())) {
        // Of a task that was killed.
        files.delete(path.resolve(entry.name()));
      }
      names.add(entry.name());
    }
    Set<Integer> done = new HashSet<>();
    for (int part = 0; part < parts; part++) {
      if (names.contains(PredictTask.Target.fileName(part, format))) {
        done.add(part);
      }
    }
    return done;
  }

  /** Marks that all parts are there. */
  void complete() throws IOException {
    files.write(path.resolve(COMPLETE), new byte[0]);
  }
}
