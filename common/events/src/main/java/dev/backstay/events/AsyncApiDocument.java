package dev.backstay.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backstay.contract.event.EventType;

/** The AsyncAPI 3.0 document of all topics, for teams that subscribe. */
public final class AsyncApiDocument {
  private AsyncApiDocument() {}

  /** The document; schemas are included, so it stands alone. */
  public static ObjectNode document() {
    ObjectNode root = EventJson.mapper().createObjectNode();
    root.put("asyncapi", "3.0.0");
    root.putObject("info")
        .put("title", "Backstay events")
        .put("version", "1")
        .put(
            "description",
            "Every stage of every backup, as CloudEvents 1.0 in structured JSON on Kafka. Handlers"
                + " rely on no order between topics, and see an event again now and then: tell"
                + " doubles by their id.");
    root.put("defaultContentType", "application/cloudevents+json");
    ObjectNode channels = root.putObject("channels");
    ObjectNode operations = root.putObject("operations");
    ObjectNode components = root.putObject("components");
    ObjectNode messages = components.putObject("messages");
    ObjectNode schemas = components.putObject("schemas");
    for (EventType type : EventType.values()) {
      String name = type.payload().getSimpleName();
      channel(channels.putObject(name), type, name);
      operations
          .putObject("receive" + name)
          .put("action", "receive")
          .putObject("channel")
          .put("$ref", "#/channels/" + name);
      message(messages.putObject(name), type, name);
      ObjectNode schema = EventSchemas.of(type);
      schema.remove("$schema");
      schemas.set(name, schema);
    }
    schemas.set("Envelope", envelope());
    return root;
  }

  private static void channel(ObjectNode channel, EventType type, String name) {
    channel.put("address", type.topic());
    channel.put("description", type.meaning());
    channel.putObject("messages").putObject(name).put("$ref", "#/components/messages/" + name);
    ObjectNode kafka = channel.putObject("bindings").putObject("kafka");
    kafka.put("topic", type.topic());
    kafka
        .putObject("topicConfiguration")
        .put("retention.ms", type.lifetime() == EventType.Lifetime.FACT ? -1 : HINT_RETENTION_MS)
        .putArray("cleanup.policy")
        .add("delete");
  }

  /** Hints and signs of life are of no use after a week. */
  public static final long HINT_RETENTION_MS = 7L * 24 * 60 * 60 * 1000;

  private static void message(ObjectNode message, EventType type, String name) {
    message.put("name", type.wireName());
    message.put("title", name);
    message.put("summary", type.meaning());
    message.put("contentType", "application/cloudevents+json");
    message
        .putObject("bindings")
        .putObject("kafka")
        .putObject("key")
        .put("type", "string")
        .put("description", "the event's subject");
    var parts = message.putObject("payload").putArray("allOf");
    parts.addObject().put("$ref", "#/components/schemas/Envelope");
    ObjectNode properties = parts.addObject().put("type", "object").putObject("properties");
    properties.putObject("type").put("const", type.wireName());
    properties.putObject("data").put("$ref", "#/components/schemas/" + name);
  }

  private static ObjectNode envelope() {
    ObjectNode schema = EventJson.mapper().createObjectNode();
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    text(properties, "specversion", "const", "1.0");
    text(properties, "id", "format", "uuid");
    text(properties, "source", "format", "uri-reference");
    properties.putObject("type").put("type", "string");
    properties.putObject("subject").put("type", "string");
    text(properties, "time", "format", "date-time");
    text(properties, "datacontenttype", "const", "application/json");
    text(properties, "dataschema", "format", "uri");
    text(properties, "traceparent", "pattern", "^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$");
    text(properties, "causationid", "format", "uuid");
    properties.putObject("actor").put("type", "string");
    properties.putObject("data").put("type", "object");
    var required = schema.putArray("required");
    for (String name :
        new String[] {"specversion", "id", "source", "type", "subject", "time", "data"}) {
      required.add(name);
    }
    return schema;
  }

  private static void text(ObjectNode properties, String name, String keyword, String rule) {
    properties.putObject(name).put("type", "string").put(keyword, rule);
  }
}
