package dev.convoy.bench.averaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** A file of finished runs, one JSON object a line; a run that is in it is not run again. */
final class Results {
  private final ObjectMapper mapper = new ObjectMapper();
  private final Path file;
  private final Map<Cell, JsonNode> lines = new LinkedHashMap<>();

  /** Reads what is there; a last line that was cut off is left out. */
  Results(Path file) throws IOException {
    this.file = file;
    if (!Files.exists(file)) {
      return;
    }
    String content = Files.readString(file);
    String whole = content.substring(0, content.lastIndexOf('\n') + 1);
    for (String line : whole.lines().toList()) {
      JsonNode json = mapper.readTree(line);
      lines.put(Cell.of(json), json);
    }
    if (whole.length() < content.length()) {
      Files.writeString(file, whole);
    }
  }

  /** The finished runs, in the order in which they finished. */
  Map<Cell, JsonNode> lines() {
    return lines;
  }

  /** Appends a line; it is on the disk when this returns. */
  void add(Cell cell, JsonNode line) throws IOException {
    lines.put(cell, line);
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }
}
