package dev.convoy.hadoop;

import dev.convoy.data.DataFormat;
import dev.convoy.data.DataLocation;
import dev.convoy.data.DataSource;
import java.io.IOException;
import java.util.Optional;

/** What {@link Packer} writes. */
public final class PackedFormat implements DataFormat {
  @Override
  public String name() {
    return "packed";
  }

  @Override
  public String needs() {
    return "what 'convoy pack' writes";
  }

  @Override
  public boolean recognizes(DataLocation location) throws IOException {
    return location.has(PackManifest.NAME);
  }

  @Override
  public DataSource training(DataLocation location) throws IOException {
    return open(location, PackManifest.TRAINING).orElseThrow();
  }

  @Override
  public Optional<DataSource> validation(DataLocation location) throws IOException {
    return open(location, PackManifest.VALIDATION);
  }

  @Override
  public Optional<DataSource> test(DataLocation location) throws IOException {
    return open(location, PackManifest.TEST);
  }

  private static Optional<DataSource> open(DataLocation location, String name) throws IOException {
    PackManifest manifest = PackedSource.manifest(location.path(), location.storage());
    return manifest.splits().containsKey(name)
        ? Optional.of(PackedSource.open(location.path(), name, manifest, location.storage()))
        : Optional.empty();
  }
}
