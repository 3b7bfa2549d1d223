package dev.backstay.events;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.EventId;
import dev.backstay.contract.event.ObjectHash;
import dev.backstay.contract.event.PruneId;
import dev.backstay.contract.event.RestoreId;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.stream.StreamPosition;
import dev.backstay.contract.stream.SystemIdentifier;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The values that travel as one JSON string, each with how it is read and what its schema says. */
final class ValueForms {
  private static final String NAME_PATTERN = "^[a-z][a-z0-9-]{0,47}$";

  private static final Map<Class<?>, Form<?>> FORMS =
      Map.ofEntries(
          Map.entry(BackupId.class, new Form<>(BackupId::parse, "format", "uuid")),
          Map.entry(EventId.class, new Form<>(EventId::parse, "format", "uuid")),
          Map.entry(PruneId.class, new Form<>(PruneId::parse, "format", "uuid")),
          Map.entry(RestoreId.class, new Form<>(RestoreId::parse, "format", "uuid")),
          Map.entry(ObjectHash.class, new Form<>(ObjectHash::new, "pattern", "^[0-9a-f]{64}$")),
          Map.entry(SourceName.class, new Form<>(SourceName::new, "pattern", NAME_PATTERN)),
          Map.entry(
              DestinationName.class, new Form<>(DestinationName::new, "pattern", NAME_PATTERN)),
          Map.entry(
              SystemIdentifier.class,
              new Form<>(SystemIdentifier::new, "pattern", "^[0-9a-f]{1,40}$")),
          Map.entry(
              StreamPosition.class,
              new Form<>(StreamPosition::parse, "pattern", "^[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}$")),
          Map.entry(Instant.class, new Form<>(Instant::parse, "format", "date-time")),
          Map.entry(Duration.class, new Form<>(Duration::parse, "format", "duration")));

  private ValueForms() {}

  /** One value's form; {@code keyword} and {@code rule} are of JSON Schema. */
  record Form<T>(Function<String, T> reader, String keyword, String rule) {}

  static Optional<Form<?>> of(Class<?> type) {
    return Optional.ofNullable(FORMS.get(type));
  }

  static SimpleModule module() {
    var module = new SimpleModule("backstay-values");
    FORMS.forEach((type, form) -> add(module, type, form));
    return module;
  }

  @SuppressWarnings("unchecked") // FORMS maps each class to a form of its own
  private static <T> void add(SimpleModule module, Class<T> type, Form<?> form) {
    module.addSerializer(type, new Writer<>(type));
    module.addDeserializer(type, new Reader<>(type, (Function<String, T>) form.reader()));
  }

  private static final class Writer<T> extends StdScalarSerializer<T> {
    private static final long serialVersionUID = 1L;

    Writer(Class<T> type) {
      super(type);
    }

    @Override
    public void serialize(T value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(value.toString());
    }
  }

  private static final class Reader<T> extends StdScalarDeserializer<T> {
    private static final long serialVersionUID = 1L;

    private final transient Function<String, T> reader;

    Reader(Class<T> type, Function<String, T> reader) {
      super(type);
      this.reader = reader;
    }

    @Override
    @SuppressWarnings("unchecked")
    public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
      if (json.currentToken() != JsonToken.VALUE_STRING) {
        return (T) context.handleUnexpectedToken(handledType(), json);
      }
      String text = json.getText();
      try {
        return reader.apply(text);
      } catch (RuntimeException e) {
        return (T) context.handleWeirdStringValue(handledType(), text, "%s", e.getMessage());
      }
    }
  }
}
