package dev.backstay.policy;

import dev.backstay.policy.YamlValue.Entry;
import dev.backstay.policy.YamlValue.Mapping;
import dev.backstay.policy.YamlValue.Scalar;
import dev.backstay.policy.YamlValue.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Builds the tree of one YAML document from the parser's events; the one class that sees the
 * parser. Hostile input costs no more than its length: depth and aliases are bounded, and an alias
 * shares the node it names.
 */
final class YamlTree {
  /** The policy nests 6 deep; beyond this a reader of the tree could run out of stack. */
  static final int MAX_DEPTH = 32;

  /**
   * Enough for honest reuse; with the depth of the policy it bounds what nested aliases unfold to.
   */
  static final int MAX_ALIASES = 64;

  private final Iterator<Event> events;
  private final Map<Anchor, YamlValue> anchors = new HashMap<>();
  private int aliases;

  private YamlTree(Iterator<Event> events) {
    this.events = events;
  }

  /** The text is not one YAML document; lines and columns count from 1. */
  static final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int line;
    private final int column;

    private SyntaxException(String message, int line, int column) {
      super(message);
      this.line = line;
      this.column = column;
    }

    int line() {
      return line;
    }

    int column() {
      return column;
    }
  }

  /** The document's root, or nothing when the text holds no document. */
  static Optional<YamlValue> parse(String text) throws SyntaxException {
    try {
      return new YamlTree(new Parse(settings(text)).parseString(text).iterator()).document();
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      throw new SyntaxException(
          explain(e),
          mark.map(Mark::getLine).orElse(0) + 1,
          mark.map(Mark::getColumn).orElse(0) + 1);
    } catch (ReaderException e) {
      int end =
          text.offsetByCodePoints(
              0, Math.min(e.getPosition(), text.codePointCount(0, text.length())));
      int lineStart = text.lastIndexOf('\n', end - 1) + 1;
      throw new SyntaxException(
          "the character U+%04X is not allowed in YAML".formatted(e.getCodePoint()),
          (int) text.substring(0, lineStart).chars().filter(c -> c == '\n').count() + 1,
          text.codePointCount(lineStart, end) + 1);
    } catch (YamlEngineException e) {
      throw new SyntaxException("is not YAML: " + e.getMessage(), 1, 1);
    }
  }

  /**
   * The parser reads the text in one piece: version 2.10 fails on a character beyond the Basic
   * Multilingual Plane that lies across the end of its buffer.
   */
  private static LoadSettings settings(String text) {
    return LoadSettings.builder().setBufferSize(text.length() + 2).build();
  }

  private static String explain(MarkedYamlEngineException e) {
    String context = e.getContext() == null ? "" : e.getContext() + ": ";
    String hint =
        context.contains("scanning an alias")
            ? "; put quotes around a value that begins with '*'"
            : "";
    return "is not YAML: " + context + e.getProblem() + hint;
  }

  private Optional<YamlValue> document() throws SyntaxException {
    Optional<YamlValue> root = Optional.empty();
    while (events.hasNext()) {
      if (events.next() instanceof DocumentStartEvent start) {
        if (root.isPresent()) {
          throw wrong("a policy is one document; a second one starts here", start);
        }
        root = Optional.of(value(events.next(), 1));
      }
    }
    return root;
  }

  private YamlValue value(Event event, int depth) throws SyntaxException {
    if (depth > MAX_DEPTH) {
      throw wrong("is nested more than %d deep".formatted(MAX_DEPTH), event);
    }
    if (event instanceof AliasEvent alias) {
      return aliased(alias);
    }
    YamlValue value =
        switch (event) {
          case ScalarEvent scalar -> scalar(scalar);
          case MappingStartEvent start -> mapping(start, depth);
          case CollectionStartEvent start -> sequence(start, depth);
          default -> throw wrong("is not a value", event);
        };
    ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor, value));
    return value;
  }

  private YamlValue aliased(AliasEvent alias) throws SyntaxException {
    if (++aliases > MAX_ALIASES) {
      throw wrong("has more than %d aliases".formatted(MAX_ALIASES), alias);
    }
    YamlValue value = anchors.get(alias.getAlias());
    if (value == null) {
      throw wrong("the alias *%s has no anchor before it".formatted(alias.getAlias()), alias);
    }
    return value;
  }

  private Scalar scalar(ScalarEvent event) throws SyntaxException {
    if (event.getTag().isPresent()) {
      throw wrong("a policy has no tags such as '%s'".formatted(event.getTag().get()), event);
    }
    return new Scalar(event.getValue(), event.isPlain(), line(event), column(event));
  }

  private Mapping mapping(MappingStartEvent start, int depth) throws SyntaxException {
    refuseTag(start);
    List<Entry> entries = new ArrayList<>();
    for (Event next = events.next(); !(next instanceof MappingEndEvent); next = events.next()) {
      YamlValue key = value(next, depth + 1);
      entries.add(new Entry(key, value(events.next(), depth + 1)));
    }
    return new Mapping(List.copyOf(entries), line(start), column(start));
  }

  private Sequence sequence(CollectionStartEvent start, int depth) throws SyntaxException {
    refuseTag(start);
    List<YamlValue> items = new ArrayList<>();
    for (Event next = events.next(); !(next instanceof SequenceEndEvent); next = events.next()) {
      items.add(value(next, depth + 1));
    }
    return new Sequence(List.copyOf(items), line(start), column(start));
  }

  private static void refuseTag(CollectionStartEvent start) throws SyntaxException {
    if (start.getTag().isPresent()) {
      throw wrong("a policy has no tags such as '%s'".formatted(start.getTag().get()), start);
    }
  }

  private static SyntaxException wrong(String message, Event event) {
    return new SyntaxException(message, line(event), column(event));
  }

  private static int line(Event event) {
    return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  private static int column(Event event) {
    return event.getStartMark().map(Mark::getColumn).orElse(0) + 1;
  }
}
