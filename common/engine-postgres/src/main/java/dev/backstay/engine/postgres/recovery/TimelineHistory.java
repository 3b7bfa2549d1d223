package dev.backstay.engine.postgres.recovery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.Lsn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The descent of a timeline: which timelines it came from, and where each was left. Read from a
 * {@code .history} file:
 *
 * <pre>
 * file    = { line }
 * line    = ( ancestor | comment | blank ) newline
 * ancestor= timeline blanks lsn [ blanks reason ]     ; oldest first, each timeline greater
 * comment = "#" text
 * </pre>
 *
 * The first timeline of a cluster has no ancestors and no file.
 */
public record TimelineHistory(int timeline, List<Ancestor> ancestors) {
  private static final Pattern LINE =
      Pattern.compile("\\s*(\\d+)\\s+([0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8})(?:\\s+(.*))?");

  /** A timeline that was left, the position at which it was, and why. */
  public record Ancestor(int timeline, Lsn end, String reason) {}

  public TimelineHistory {
    ancestors = List.copyOf(ancestors);
    int younger = timeline;
    for (Ancestor ancestor : ancestors.reversed()) {
      if (ancestor.timeline() >= younger) {
        throw broken(timeline, "timeline " + younger + " descends from " + ancestor.timeline());
      }
      younger = ancestor.timeline();
    }
  }

  /** The history of a cluster that was never promoted. */
  public static TimelineHistory ofFirst(int timeline) {
    return new TimelineHistory(timeline, List.of());
  }

  /** Reads a history file. */
  public static TimelineHistory parse(int timeline, String text) {
    List<Ancestor> ancestors = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (line.isBlank() || line.stripLeading().startsWith("#")) {
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw broken(timeline, "it holds the line '" + line + "'");
      }
      String reason = matcher.group(3) == null ? "" : matcher.group(3).strip();
      ancestors.add(
          new Ancestor(number(timeline, matcher.group(1)), Lsn.parse(matcher.group(2)), reason));
    }
    return new TimelineHistory(timeline, ancestors);
  }

  /** The name of a timeline's history file. */
  public static String fileName(int timeline) {
    return "%08X.history".formatted(timeline);
  }

  /** Whether this is the timeline or one of its ancestors. */
  public boolean contains(int member) {
    return member == timeline || endOf(member).isPresent();
  }

  /** Where an ancestor was left; empty for the newest timeline and for strangers. */
  public Optional<Lsn> endOf(int member) {
    return ancestors.stream()
        .filter(ancestor -> ancestor.timeline() == member)
        .map(Ancestor::end)
        .findFirst();
  }

  /** The timeline that an ancestor was left for; empty for the newest and for strangers. */
  public Optional<Integer> successorOf(int member) {
    for (int i = 0; i < ancestors.size(); i++) {
      if (ancestors.get(i).timeline() == member) {
        return Optional.of(i + 1 < ancestors.size() ? ancestors.get(i + 1).timeline() : timeline);
      }
    }
    return Optional.empty();
  }

  /**
   * The WAL between a position on one of the members and a later one on the newest timeline, in
   * order; empty when the first position is not part of this history.
   */
  public Optional<List<TimelineSpan>> spans(int from, Lsn start, Lsn end) {
    List<TimelineSpan> spans = new ArrayList<>();
    Lsn reached = start;
    for (Ancestor ancestor : ancestors) {
      if (ancestor.timeline() < from) {
        continue;
      }
      if (spans.isEmpty() && ancestor.timeline() != from) {
        return Optional.empty();
      }
      if (reached.compareTo(ancestor.end()) > 0) {
        return Optional.empty();
      }
      spans.add(new TimelineSpan(ancestor.timeline(), reached, ancestor.end()));
      reached = ancestor.end();
    }
    if ((spans.isEmpty() && from != timeline) || reached.compareTo(end) > 0) {
      return Optional.empty();
    }
    spans.add(new TimelineSpan(timeline, reached, end));
    return Optional.of(List.copyOf(spans));
  }

  private static int number(int timeline, String text) {
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      throw broken(timeline, "it names timeline " + text);
    }
  }

  private static BackstayException broken(int timeline, String how) {
    return new BackstayException(
        ErrorCode.WAL_BROKEN, "%s is no timeline history: %s".formatted(fileName(timeline), how));
  }
}
