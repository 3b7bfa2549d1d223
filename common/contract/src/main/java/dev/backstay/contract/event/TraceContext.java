package dev.backstay.contract.event;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an event stands in a trace (W3C Trace Context): all events of one backup share a trace,
 * whether or not anybody collects spans.
 *
 * @param traceId 32 hexadecimal digits, not all zero
 * @param spanId 16 hexadecimal digits, not all zero
 */
public record TraceContext(String traceId, String spanId) {
  private static final Pattern FORM =
      Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}");

  public TraceContext {
    if (!FORM.matcher("00-" + traceId + "-" + spanId + "-01").matches()
        || traceId.equals("0".repeat(32))
        || spanId.equals("0".repeat(16))) {
      throw new IllegalArgumentException("not a trace context: " + traceId + ", " + spanId);
    }
  }

  /** The trace that an event belongs to: its backup's, or one of its own subject. */
  public static TraceContext of(EventId id, BackstayEvent event) {
    UUID trace =
        event instanceof BackupEvent backup
            ? backup.backup().value()
            : NameUuid.of(List.of("trace", event.subject(), event.identity().getFirst()));
    HexFormat hex = HexFormat.of();
    return new TraceContext(
        hex.toHexDigits(trace.getMostSignificantBits())
            + hex.toHexDigits(trace.getLeastSignificantBits()),
        hex.toHexDigits(id.value().getLeastSignificantBits()));
  }

  /** Reads a {@code traceparent}; empty for one this version does not understand. */
  public static Optional<TraceContext> parse(String traceparent) {
    Matcher matcher = FORM.matcher(traceparent);
    if (!matcher.matches()
        || matcher.group(1).equals("0".repeat(32))
        || matcher.group(2).equals("0".repeat(16))) {
      return Optional.empty();
    }
    return Optional.of(new TraceContext(matcher.group(1), matcher.group(2)));
  }

  /** The {@code traceparent} header. */
  public String traceparent() {
    return "00-" + traceId + "-" + spanId + "-01";
  }

  @Override
  public String toString() {
    return traceparent();
  }
}
