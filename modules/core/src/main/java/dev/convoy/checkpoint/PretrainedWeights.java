package dev.convoy.checkpoint;

import dev.convoy.files.FileEntry;
import dev.convoy.files.FilePath;
import dev.convoy.files.Storage;
import dev.convoy.model.Model;
import dev.convoy.model.ParameterLayout;
import dev.convoy.model.Slot;
import dev.convoy.model.SlotPatterns;
import dev.convoy.weights.ParameterFile;
import dev.convoy.weights.RunningVariances;
import dev.convoy.weights.SafetensorsReader;
import dev.convoy.weights.TensorMatch;
import dev.convoy.weights.TensorNames;
import dev.convoy.weights.TensorType;
import dev.convoy.weights.TensorView;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Parameters that a model takes over from another run or from a safetensors file, such as
 * PyTorch's.
 *
 * @param values in the layout of the model; zero where nothing was taken over
 * @param taken the slots that were
 * @param fresh the slots that start anew
 * @param leftOut the file's tensors that were not used
 */
public record PretrainedWeights(
    float[] values, List<Slot> taken, List<String> fresh, List<String> leftOut) {
  private static final Set<TensorType> FLOATS =
      EnumSet.of(TensorType.F32, TensorType.F16, TensorType.BF16);

  /**
   * Reads parameters.
   *
   * @param path a run directory, a checkpoint, or a safetensors file
   * @param model that takes them over
   * @param names what the tensors are called in the model
   * @param fresh which slots of the model start anew; tensors of their names are left out
   * @throws IllegalArgumentException in one line that lists the tensors that are missing, unknown,
   *     or of another shape, or if the file is malformed
   */
  public static PretrainedWeights read(
      FilePath path, Model model, TensorNames names, Optional<SlotPatterns> fresh, Storage storage)
      throws IOException {
    FileEntry status =
        storage
            .status(path)
            .orElseThrow(
                () -> new FileNotFoundException(path + ": there is no such file or run directory"));
    if (status.isDirectory()) {
      byte[] content = content(RunDirectory.read(path, storage, skipped -> {}));
      return read(
          path.toString(), model, names, fresh, new ByteArrayInputStream(content), content.length);
    }
    try (InputStream in = storage.open(path)) {
      return read(path.toString(), model, names, fresh, in, status.length());
    }
  }

  /** A run's parameters in the form of a file, in which tensors have their shapes. */
  private static byte[] content(Checkpoint checkpoint) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ParameterFile.write(checkpoint.model(), checkpoint.parameters(), out);
    return out.toByteArray();
  }

  static PretrainedWeights read(
      String source,
      Model model,
      TensorNames names,
      Optional<SlotPatterns> fresh,
      InputStream in,
      long length)
      throws IOException {
    SafetensorsReader reader = new SafetensorsReader(source, in, length, FLOATS);
    TensorMatch match =
        new TensorMatch(source, TensorView.of(model), reader.header(), names, fresh);
    ParameterLayout layout = ParameterLayout.of(model);
    float[] values = new float[layout.size()];
    reader.read(match.taken(), values);
    Map<String, String> metadata = new HashMap<>(reader.header().metadata());
    // means of squares are those of the file's own variances only
    layout.slots().stream()
        .filter(slot -> !match.keepsName(RunningVariances.tensor(slot)))
        .forEach(slot -> metadata.remove(slot.name()));
    new RunningVariances(model).fromFile(source, metadata, values);
    Set<Integer> offsets =
        match.taken().values().stream().map(TensorView::offset).collect(Collectors.toSet());
    Map<Boolean, List<Slot>> slots =
        layout.slots().stream()
            .collect(Collectors.partitioningBy(slot -> offsets.contains(slot.offset())));
    slots.get(true).forEach(slot -> requireFinite(source, slot, values));
    return new PretrainedWeights(
        values,
        slots.get(true),
        slots.get(false).stream().map(Slot::name).toList(),
        match.leftOut());
  }

  private static void requireFinite(String source, Slot slot, float[] values) {
    for (int i = slot.offset(); i < slot.end(); i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            source + ": " + slot.name() + " has " + values[i] + ", must be finite");
      }
    }
  }

  /** Overwrites what was taken over in parameters of the model's layout. */
  public void copyTo(float[] parameters) {
    for (Slot slot : taken) {
      System.arraycopy(values, slot.offset(), parameters, slot.offset(), slot.size());
    }
  }
}
