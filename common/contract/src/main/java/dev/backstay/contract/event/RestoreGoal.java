package dev.backstay.contract.event;

import dev.backstay.contract.stream.StreamPosition;
import java.time.Instant;

/**
 * Up to where a source that is recorded continuously is brought, by the backup that suits it best.
 *
 * @param value what the kind says; empty for the latest point
 */
public record RestoreGoal(Kind kind, String value) {
  /** How the goal is named. */
  public enum Kind {
    /** As far as there is anything. */
    LATEST,
    /** An instant of the source's clock, such as {@code 2026-11-20T14:30:05Z}. */
    TIME,
    /** A position in the write-ahead log. */
    LSN,
    /** The number of a transaction. */
    XID,
    /** A point that was given a name at the source. */
    NAME
  }

  public RestoreGoal {
    boolean readable =
        switch (kind) {
          case LATEST -> value.isEmpty();
          case TIME -> Instant.parse(value) != null;
          case LSN -> StreamPosition.parse(value) != null;
          case XID -> Long.parseLong(value) > 0;
          case NAME -> !value.isEmpty();
        };
    if (!readable) {
      throw new IllegalArgumentException("no goal: " + kind + " '" + value + "'");
    }
  }
}
