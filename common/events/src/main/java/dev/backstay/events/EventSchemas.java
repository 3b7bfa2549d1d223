package dev.backstay.events;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backstay.contract.event.EventType;
import java.util.Arrays;

/** The JSON Schema of each type's data, as it follows from its record. */
public final class EventSchemas {
  private static final ObjectMapper MAPPER = EventJson.mapper();

  private EventSchemas() {}

  /** The {@code dataschema} of a type. */
  public static String id(EventType type) {
    return "urn:backstay:event:%s:%d".formatted(name(type), type.version());
  }

  /** The name of the schema's file, without its ending: {@code backup.dumped.v1}. */
  public static String fileName(EventType type) {
    return name(type) + ".v" + type.version();
  }

  private static String name(EventType type) {
    return type.topic().substring("backstay.".length());
  }

  /** The schema of a type's data. Unknown properties are to be ignored: later versions add some. */
  public static ObjectNode of(EventType type) {
    ObjectNode schema = MAPPER.createObjectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("$id", id(type));
    schema.put("title", type.payload().getSimpleName());
    schema.put("description", type.meaning());
    describe(schema, type.payload());
    return schema;
  }

  private static void describe(ObjectNode schema, Class<?> record) {
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = schema.putArray("required");
    for (RecordShape.Component component : RecordShape.of(record).components()) {
      ObjectNode property = properties.putObject(component.name());
      switch (component.kind()) {
        case LIST -> {
          property.put("type", "array");
          value(property.putObject("items"), component.element());
        }
        case OPTIONAL -> {
          ArrayNode choice = property.putArray("anyOf");
          value(choice.addObject(), component.element());
          choice.addObject().put("type", "null");
        }
        case ONE -> value(property, component.element());
      }
      if (component.required()) {
        required.add(component.name());
      }
    }
  }

  private static void value(ObjectNode schema, Class<?> type) {
    if (RecordShape.isObject(type)) {
      describe(schema, type);
    } else if (type.isEnum()) {
      schema.put("type", "string");
      ArrayNode names = schema.putArray("enum");
      Arrays.stream(type.getEnumConstants())
          .forEach(constant -> names.add(((Enum<?>) constant).name()));
    } else if (type == int.class || type == long.class) {
      schema.put("type", "integer");
      schema.put("minimum", 0);
    } else if (type == boolean.class) {
      schema.put("type", "boolean");
    } else {
      schema.put("type", "string");
      ValueForms.of(type).ifPresent(form -> schema.put(form.keyword(), form.rule()));
    }
  }
}
