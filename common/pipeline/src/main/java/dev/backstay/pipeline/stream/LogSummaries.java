package dev.backstay.pipeline.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.engine.postgres.changes.LogSummary;
import dev.backstay.engine.postgres.recovery.TimelineSpan;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStat;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.vault.Vault;
import java.io.IOException;
import java.lang.System.Logger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What staging keeps of log that went to the destinations: which blocks it changed.
 *
 * <pre>
 * name    = "stream-summaries/" source "/" system "/" timeline "/" start "-" end
 * summary = sealed( 0x02 zstd( {@link LogSummary#encode bytes} ) )      the envelope of an index file
 * </pre>
 *
 * Confined to one thread.
 */
final class LogSummaries {
  private static final String ROOT = "stream-summaries";
  private static final Pattern FORM =
      Pattern.compile(ROOT + "/([^/]+)/([0-9]+)/([0-9a-f]{8})/([0-9a-f]{16})-([0-9a-f]{16})");

  private static final Logger LOG = System.getLogger(LogSummaries.class.getName());

  private final Vault vault;
  private final BlobStore staging;

  /**
   * @param vault in staging
   */
  LogSummaries(Vault vault) {
    this.vault = vault;
    this.staging = vault.store();
  }

  /** A summary as it was listed. */
  record Stored(
      BlobName name, StreamTimeline timeline, Lsn start, Lsn end, long bytes, Instant modified) {
    private boolean isOf(TimelineSpan span) {
      return span.timeline() == timeline.timeline()
          && span.start().equals(start)
          && span.end().equals(end);
    }
  }

  /** Those of a source by timeline, start and end. */
  List<Stored> of(SourceName source) {
    return listed(ROOT + "/" + source);
  }

  /** Those of a cluster's timeline by source, start and end. */
  List<Stored> of(SystemId system, int timeline) {
    return listed(ROOT).stream()
        .filter(each ->
            each.timeline().system().equals(system) && each.timeline().timeline() == timeline)
        .toList();
  }

  private List<Stored> listed(String prefix) {
    List<Stored> found = new ArrayList<>();
    staging.list(prefix, stat -> stored(stat).ifPresent(found::add));
    found.sort(
        Comparator.comparing(Stored::timeline)
            .thenComparing(Stored::start)
            .thenComparing(Stored::end));
    return found;
  }

  private static Optional<Stored> stored(BlobStat stat) {
    Matcher form = FORM.matcher(stat.name().value());
    if (!form.matches()) {
      return Optional.empty();
    }
    try {
      var timeline =
          new StreamTimeline(
              new SourceName(form.group(1)),
              SystemId.parse(form.group(2)),
              HexFormat.fromHexDigits(form.group(3)));
      return Optional.of(
          new Stored(
              stat.name(),
              timeline,
              Lsn.ofHex16(form.group(4)),
              Lsn.ofHex16(form.group(5)),
              stat.size(),
              stat.modified()));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // something else put it there
    }
  }

  /** What is stored under a name; nothing where that is gone or damaged: then it is a gap. */
  Optional<LogSummary> read(Stored stored) {
    try {
      LogSummary summary =
          LogSummary.decode(vault.unseal(stored.name(), staging.read(stored.name())));
      if (!stored.isOf(summary.span())) {
        throw new IOException("it is that of " + summary.span());
      }
      return Optional.of(summary);
    } catch (IOException e) {
      damaged(stored, e);
    } catch (BackstayException e) {
      if (e.code() != ErrorCode.OBJECT_MISSING && e.code() != ErrorCode.OBJECT_CORRUPT) {
        throw e;
      }
      if (e.code() == ErrorCode.OBJECT_CORRUPT) {
        damaged(stored, e);
      }
    }
    return Optional.empty();
  }

  private void damaged(Stored stored, Exception cause) {
    LOG.log(
        Logger.Level.WARNING,
        "the summary {0} at {1} is damaged and passed over: {2}",
        stored.name(),
        staging.location(),
        cause.getMessage());
  }

  /** Stores a summary; its name. */
  BlobName write(StreamTimeline timeline, LogSummary summary) {
    BlobName name =
        BlobName.of(
            "%s/%s/%s/%s-%s"
                .formatted(
                    ROOT,
                    timeline.source(),
                    timeline.key(),
                    summary.span().start().hex16(),
                    summary.span().end().hex16()));
    var _ = staging.put(name, Payload.of(vault.seal(summary.encode())), PutOptions.REPLACE);
    return name;
  }

  void remove(Stored stored) {
    staging.delete(stored.name());
  }
}
