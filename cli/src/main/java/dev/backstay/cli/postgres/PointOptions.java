package dev.backstay.cli.postgres;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.engine.postgres.recovery.RecoveryTarget;
import dev.backstay.engine.postgres.recovery.TargetAction;
import dev.backstay.engine.postgres.recovery.TimelineChoice;
import dev.backstay.pipeline.postgres.recovery.ClusterHoldings;
import dev.backstay.pipeline.postgres.recovery.RestoreOrder;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that name a cluster and a point to recover it to. */
final class PointOptions {
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("yyyy-MM-dd['T'][' ']HH:mm[:ss]")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .optionalStart()
          .appendLiteral(' ')
          .optionalEnd()
          .appendPattern("[XXX][X]")
          .toFormatter(Locale.ROOT);

  @Option(names = "--source", paramLabel = "NAME", description = "The source in the policy.")
  private @Nullable String source;

  @Option(
      names = "--system",
      paramLabel = "ID",
      description = "The cluster, by its system identifier.")
  private @Nullable String system;

  @ArgGroup private final Target target = new Target();

  @Option(
      names = "--timeline",
      paramLabel = "WHICH",
      description = "latest (default), current (the backup's own) or a number.")
  private String timeline = "latest";

  /** One of them, or none for the latest point. */
  static final class Target {
    @Option(
        names = "--to",
        paramLabel = "TIME",
        description = "All committed up to then, such as '2026-11-20 14:30:05+00'.")
    private @Nullable String time;

    @Option(names = "--to-lsn", paramLabel = "LSN", description = "The log up to a position.")
    private @Nullable String lsn;

    @Option(names = "--to-xid", paramLabel = "XID", description = "Up to a transaction's end.")
    private @Nullable Long xid;

    @Option(
        names = "--to-name",
        paramLabel = "NAME",
        description = "A point that pg_create_restore_point named.")
    private @Nullable String name;

    @Option(names = "--immediate", description = "The end of the newest backup.")
    private boolean immediate;

    @SuppressWarnings("UnusedVariable") // picocli reads it: the default, said aloud
    @Option(names = "--latest", description = "The latest point there is (default).")
    private boolean latest;

    RecoveryTarget chosen() {
      if (time != null) {
        return new RecoveryTarget.Time(instant(time));
      }
      if (lsn != null) {
        return new RecoveryTarget.Position(position(lsn));
      }
      if (xid != null) {
        return new RecoveryTarget.Transaction(xid);
      }
      if (name != null) {
        return new RecoveryTarget.Named(name);
      }
      return immediate ? new RecoveryTarget.Immediate() : new RecoveryTarget.Latest();
    }
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text, TIME).toInstant();
    } catch (DateTimeParseException e) {
      throw new BackstayException(
          ErrorCode.USAGE,
          "--to is an instant with its offset, such as '2026-11-20 14:30:05+00' or"
              + " 2026-11-20T14:30:05Z",
          e);
    }
  }

  private static Lsn position(String text) {
    try {
      return Lsn.parse(text);
    } catch (IllegalArgumentException e) {
      throw new BackstayException(ErrorCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  ClusterHoldings.Selection cluster() {
    return new ClusterHoldings.Selection(
        Optional.ofNullable(source), Optional.ofNullable(system).map(PointOptions::systemId));
  }

  /** Reads a system identifier that a person typed. */
  static SystemId systemId(String text) {
    try {
      return SystemId.parse(text);
    } catch (NumberFormatException e) {
      throw new BackstayException(
          ErrorCode.USAGE, "'" + text + "' is no system identifier: it is a number", e);
    }
  }

  RestoreOrder.Wish wish(TargetAction action) {
    return new RestoreOrder.Wish(target.chosen(), timeline(), action);
  }

  TimelineChoice timeline() {
    try {
      return TimelineChoice.parse(timeline);
    } catch (IllegalArgumentException e) {
      throw new BackstayException(
          ErrorCode.USAGE, "--timeline is 'latest', 'current' or a number", e);
    }
  }
}
