package dev.convoy.hadoop;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Columns of a schema by name; a field of a struct has the name {@code STRUCT.FIELD}. */
final class SchemaPath {
  private SchemaPath() {}

  /** Where a column is, if there is one; names that hold dots themselves are found as well. */
  static Optional<List<String>> find(GroupType group, String name) {
    if (group.containsField(name)) {
      return Optional.of(List.of(name));
    }
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      String first = name.substring(0, dot);
      if (group.containsField(first) && !group.getType(first).isPrimitive()) {
        GroupType inner = group.getType(first).asGroupType();
        Optional<List<String>> rest = find(inner, name.substring(dot + 1));
        if (rest.isPresent()) {
          List<String> path = new ArrayList<>(List.of(first));
          path.addAll(rest.get());
          return Optional.of(List.copyOf(path));
        }
      }
    }
    return Optional.empty();
  }

  /** The column at a place, unless it or a struct that it is in has several values a row. */
  static Optional<Type> single(GroupType group, List<String> path) {
    Type type = group;
    for (String name : path) {
      type = type.asGroupType().getType(name);
      if (type.isRepetition(Type.Repetition.REPEATED)) {
        return Optional.empty();
      }
    }
    return Optional.of(type);
  }

  /** A schema with some columns alone. */
  static MessageType projection(MessageType schema, Set<List<String>> paths) {
    return new MessageType(schema.getName(), fields(schema, List.of(), paths));
  }

  private static List<Type> fields(GroupType group, List<String> above, Set<List<String>> paths) {
    List<Type> kept = new ArrayList<>();
    for (Type field : group.getFields()) {
      List<String> path = new ArrayList<>(above);
      path.add(field.getName());
      if (field.isPrimitive()) {
        if (paths.contains(path)) {
          kept.add(field);
        }
      } else {
        List<Type> inner = fields(field.asGroupType(), path, paths);
        if (!inner.isEmpty()) {
          kept.add(field.asGroupType().withNewFields(inner));
        }
      }
    }
    return kept;
  }
}
