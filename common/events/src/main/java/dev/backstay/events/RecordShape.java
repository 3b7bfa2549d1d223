package dev.backstay.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The components of a record of contract, as its JSON has them. */
record RecordShape(Class<?> type, List<Component> components) {
  /**
   * One component.
   *
   * @param element its type, or that of what a list or an optional holds
   */
  record Component(String name, Kind kind, Class<?> element) {
    boolean required() {
      return kind != Kind.OPTIONAL;
    }
  }

  enum Kind {
    ONE,
    OPTIONAL,
    LIST
  }

  static RecordShape of(Class<?> type) {
    List<Component> components = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      components.add(component(component));
    }
    return new RecordShape(type, List.copyOf(components));
  }

  private static Component component(RecordComponent component) {
    Type type = component.getGenericType();
    if (type instanceof ParameterizedType generic) {
      Kind kind =
          generic.getRawType().equals(Optional.class)
              ? Kind.OPTIONAL
              : generic.getRawType().equals(List.class) ? Kind.LIST : null;
      if (kind != null && generic.getActualTypeArguments()[0] instanceof Class<?> element) {
        return new Component(component.getName(), kind, element);
      }
    } else if (type instanceof Class<?> plain) {
      return new Component(component.getName(), Kind.ONE, plain);
    }
    throw new IllegalStateException("events hold no " + type + ", as " + component + " does");
  }

  /** Whether a class is written as a JSON object. */
  static boolean isObject(Class<?> type) {
    return type.isRecord() && ValueForms.of(type).isEmpty();
  }

  /** The path of the first required component that is not there. */
  Optional<String> missing(JsonNode json) {
    for (Component component : components) {
      JsonNode value = json.path(component.name());
      if (component.required() && (value.isMissingNode() || value.isNull())) {
        return Optional.of("." + component.name());
      }
      Optional<String> inner = missingInside(component, value);
      if (inner.isPresent()) {
        return inner.map(path -> "." + component.name() + path);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> missingInside(Component component, JsonNode value) {
    if (!isObject(component.element())) {
      return Optional.empty();
    }
    RecordShape shape = of(component.element());
    if (component.kind() == Kind.LIST) {
      for (int i = 0; i < value.size(); i++) {
        int index = i;
        Optional<String> inner = shape.missing(value.get(i));
        if (inner.isPresent()) {
          return inner.map(path -> "[" + index + "]" + path);
        }
      }
      return Optional.empty();
    }
    return value.isObject() ? shape.missing(value) : Optional.empty();
  }
}
