package dev.backstay.policy;

import dev.backstay.contract.policy.SourceKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the reference page and the JSON Schema from the declared keys. */
final class PolicyPages {
  private static final String INTRODUCTION =
      """
      # The policy file

      One YAML 1.2 file, usually `backstay.yaml`, says what is protected, where to, and how it is proven.
      [examples/backstay.yaml](examples/backstay.yaml) is a complete one; editors that know JSON Schema check it with
      [policy.schema.json](policy.schema.json).

      * **Precedence.** What a source leaves out is taken from `defaults`, key by key, at any depth; what both leave out has
        the default named here. A list is taken whole, never merged. A key of `defaults` that means nothing to a kind of
        source is not inherited by it.
      * **Secrets** are written by reference only: `${env:NAME}` is an environment variable, `${file:/run/secrets/name}` a
        file that nobody but its owner may read (mode 0600 or 0400; one line end at its end is ignored). They are resolved
        by the process that needs them, never printed, and never part of an event.
      * **Durations**: `30s`, `15m`, `24h`, `7d`, `2w`, `1h30m`, or ISO-8601 (`PT15M`). **Sizes**: `64KiB`, `10MB`, `1.5GiB`.
        **Times of day**: `"08:30"`. **Cron**: five fields, minute, hour, day of month, month, day of week; quote it, since
        YAML gives a leading `*` a meaning of its own.
      * **Names** of sources and destinations: lower-case letters, digits and hyphens, starting with a letter.
      * **Problems** are reported all at once, each as `file:line:column: key: what is wrong`. Nothing is started meanwhile.
        Limits: 1 MiB, 32 levels, 64 aliases.

      This page is generated from the declared keys; a test compares both.
      """;

  private final StringBuilder page = new StringBuilder(INTRODUCTION);
  private final Map<Section<?>, String> titles = new LinkedHashMap<>();

  private PolicyPages() {}

  static String reference() {
    PolicyPages pages = new PolicyPages();
    pages.collect("", "The top of the file", PolicyKeys.POLICY);
    pages.titles.forEach(pages::section);
    return pages.page.toString();
  }

  /** Gathers the sections in the order of the page; one that occurs in several places, once. */
  private void collect(String path, String title, Section<?> section) {
    boolean isNew = !titles.containsKey(section);
    titles.merge(section, title, (first, next) -> first + ", " + next);
    if (isNew) {
      String prefix = path.isEmpty() || path.equals("defaults") ? "" : path + ".";
      own(section).forEach(key -> below(prefix + key.name(), key.form()));
    }
  }

  private void below(String path, Form<?> form) {
    String title = "`" + path + "`";
    switch (form) {
      case Section<?> section -> collect(path, title, section);
      case ListForm<?> list -> below(path + "[]", list.item());
      case NamedForm<?> named -> below(path + ".<name>", named.entry());
      case Variants<?> variants ->
          variants
              .sections()
              .forEach(
                  (kind, section) -> collect(path, title + " of kind `" + kind + "`", section));
      case ScalarForm<?> _ -> {}
    }
  }

  private void section(Section<?> section, String title) {
    page.append("\n## ").append(title).append("\n\n").append(section.doc()).append("\n\n");
    page.append("| key | written as | default | meaning |\n|---|---|---|---|\n");
    own(section).forEach(this::row);
    if (isSource(section)) {
      page.append("\nBeside these, every key of [`defaults`](#defaults).\n");
    }
  }

  /** The keys to show: those of a source without the ones that {@code defaults} shows. */
  private static List<Key<?>> own(Section<?> section) {
    List<Key<?>> keys = new ArrayList<>(section.keys());
    if (isSource(section)) {
      List<String> shared = ProtectionKeys.ALL.stream().<String>map(Key::name).toList();
      keys.removeIf(key -> shared.contains(key.name()));
    }
    return keys;
  }

  private static boolean isSource(Section<?> section) {
    return SourceKeys.SOURCE.sections().containsValue(section);
  }

  private void row(Key<?> key) {
    String only =
        key.only().size() == SourceKind.values().length
            ? ""
            : " Only for " + Section.names(key.only()) + ".";
    page.append(
        "| `%s` | %s | %s | %s |\n"
            .formatted(key.name(), noun(key.form()), key.otherwise(), key.doc() + only));
  }

  private static String noun(Form<?> form) {
    return switch (form) {
      case ListForm<?> list when list.item() instanceof ScalarForm<?> item ->
          "list of: " + item.noun();
      case ListForm<?> _ -> "list of sections";
      case NamedForm<?> _ -> "sections by name";
      case Section<?> _, Variants<?> _ -> "section";
      case ScalarForm<?> scalar -> scalar.noun();
    };
  }

  static String schema() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", "Backstay policy");
    root.putAll(schema(PolicyKeys.POLICY));
    return json(root, "") + "\n";
  }

  private static Map<String, Object> schema(Form<?> form) {
    Map<String, Object> schema = new LinkedHashMap<>();
    switch (form) {
      case ScalarForm<?> scalar -> schema.putAll(scalar.schema());
      case ListForm<?> list -> {
        schema.put("type", "array");
        schema.put("items", schema(list.item()));
        schema.put("uniqueItems", true);
        if (!list.mayBeEmpty()) {
          schema.put("minItems", 1);
        }
      }
      case NamedForm<?> named -> {
        schema.put("type", "object");
        schema.put("minProperties", 1);
        schema.put("propertyNames", Map.of("pattern", "^[a-z][a-z0-9-]*$"));
        schema.put("additionalProperties", schema(named.entry()));
      }
      case Variants<?> variants -> {
        List<Object> choices = new ArrayList<>();
        variants.sections().forEach((kind, section) -> choices.add(variant(kind, section)));
        schema.put("oneOf", choices);
      }
      case Section<?> section -> {
        Map<String, Object> properties = new LinkedHashMap<>();
        section.keys().forEach(key -> properties.put(key.name(), described(key)));
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("additionalProperties", false);
        List<String> required =
            section.keys().stream().filter(Key::required).<String>map(Key::name).toList();
        if (!required.isEmpty()) {
          schema.put("required", required);
        }
      }
    }
    return schema;
  }

  private static Map<String, Object> variant(String kind, Section<?> section) {
    Map<String, Object> schema = schema(section);
    if (schema.get("properties") instanceof Map<?, ?> properties) {
      Map<String, Object> all = new LinkedHashMap<>();
      properties.forEach((name, value) -> all.put((String) name, value));
      all.put("kind", Map.of("const", kind));
      schema.put("properties", all);
    }
    return schema;
  }

  private static Map<String, Object> described(Key<?> key) {
    Map<String, Object> schema = schema(key.form());
    schema.put("description", key.doc());
    return schema;
  }

  private static String json(Object value, String indent) {
    String inner = indent + "  ";
    return switch (value) {
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry ->
                  inner
                      + json(String.valueOf(entry.getKey()), "")
                      + ": "
                      + json(entry.getValue(), inner))
              .collect(Collectors.joining(",\n", "{\n", "\n" + indent + "}"));
      case List<?> list ->
          list.stream().map(item -> json(item, inner)).collect(Collectors.joining(", ", "[", "]"));
      case String text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
      default -> String.valueOf(value);
    };
  }
}
