package dev.backstay.catalog.platform;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.policy.Policy;
import dev.backstay.contract.policy.SecretReference;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A policy as a tree of maps, lists and plain values, named as in the model. Secrets are references
 * in the model already, and are written as such.
 */
public final class PolicyTree {
  private static final String POLICY = "dev.backstay.contract.policy";

  private PolicyTree() {}

  public static Map<String, Object> of(Policy policy) {
    return members(policy);
  }

  private static @Nullable Object tree(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Optional<?> optional -> tree(optional.orElse(null));
      case SecretReference reference -> reference.toString();
      case Collection<?> list ->
          list.stream().map(PolicyTree::tree).filter(Objects::nonNull).toList();
      case Map<?, ?> map -> entries(map);
      case URI place -> place.getRawUserInfo() == null ? place.toString() : "[redacted]";
      case Number number -> number;
      case Boolean bool -> bool;
      case Enum<?> constant -> constant.name();
      case Record record when isStructure(record) -> members(record);
      default -> value.toString();
    };
  }

  /** Values of one component are written as their text: names, sizes, expressions. */
  private static boolean isStructure(Record record) {
    Class<?> type = record.getClass();
    return type.getPackageName().equals(POLICY)
        && (type.getRecordComponents().length > 1 || type.getEnclosingClass() != null);
  }

  private static Map<String, Object> entries(Map<?, ?> map) {
    Map<String, Object> entries = new LinkedHashMap<>();
    map.forEach((key, value) -> put(entries, String.valueOf(tree(key)), value));
    return entries;
  }

  private static Map<String, Object> members(Record record) {
    Map<String, Object> members = new LinkedHashMap<>();
    Class<?> outer = record.getClass().getEnclosingClass();
    if (outer != null && outer.isSealed()) {
      members.put("kind", record.getClass().getSimpleName().toUpperCase(Locale.ROOT));
    }
    Arrays.stream(record.getClass().getRecordComponents())
        .forEach(component -> put(members, component.getName(), read(record, component)));
    return members;
  }

  private static void put(Map<String, Object> members, String name, @Nullable Object value) {
    Object tree = tree(value);
    if (tree != null) {
      members.put(name, tree);
    }
  }

  private static Object read(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new BackstayException(
          ErrorCode.INTERNAL, "the policy's '%s' cannot be read".formatted(component.getName()), e);
    }
  }
}
