package dev.backstay.pipeline.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.ServerFacts;
import dev.backstay.engine.postgres.changes.LogFold;
import dev.backstay.engine.postgres.changes.LogSummary;
import dev.backstay.engine.postgres.recovery.TimelineSpan;
import dev.backstay.vault.Vault;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What the log changed that was streamed of a cluster, as far as a vault tells without a gap: by
 * summaries, and behind them by frames. Each call looks anew. Confined to one thread.
 */
public final class StreamedChanges {
  private final Vault vault;
  private final ServerFacts server;

  /**
   * @param vault in staging
   * @param server of the cluster
   */
  public StreamedChanges(Vault vault, ServerFacts server) {
    this.vault = vault;
    this.server = server;
  }

  /**
   * What each source that captured a timeline knows of it from a position on, which is the start of
   * a record.
   */
  public List<LogSummary> since(int timeline, Lsn position) {
    // Frames first: what leaves them for a summary meanwhile is in one of the listings.
    StagedFrames frames = StagedFrames.list(vault.store());
    var summaries = new LogSummaries(vault);
    List<LogSummaries.Stored> stored = summaries.of(server.system(), timeline);
    var sources = new TreeSet<StreamTimeline>();
    stored.forEach(each -> sources.add(each.timeline()));
    frames.timelines().stream()
        .filter(each -> each.system().equals(server.system()) && each.timeline() == timeline)
        .forEach(sources::add);
    List<LogSummary> found = new ArrayList<>();
    for (StreamTimeline source : sources) {
      List<LogSummaries.Stored> ofSource =
          stored.stream().filter(each -> each.timeline().equals(source)).toList();
      var chain = new Chain(position);
      ofSource.forEach(each -> chain.add(each, summaries));
      chain.addFrames(new FramedBytes(vault, source, frames), timeline);
      chain.pieces.finish().ifPresent(found::add);
    }
    return found;
  }

  /** Grows while one piece follows the other. */
  private final class Chain {
    private final LogSummary.Joining pieces = new LogSummary.Joining();
    private Lsn reached;

    Chain(Lsn position) {
      reached = position;
    }

    /** Adds one if it leads on; they come by their start. */
    void add(LogSummaries.Stored stored, LogSummaries summaries) {
      if (!stored.start().isAfter(reached) && stored.end().isAfter(reached)) {
        summaries.read(stored).ifPresent(this::add);
      }
    }

    private void add(LogSummary next) {
      pieces.add(next);
      reached = next.span().end();
    }

    void addFrames(FramedBytes bytes, int timeline) {
      var fold = new LogFold(bytes, server.major(), server.walSegmentBytes());
      try {
        fold.of(new TimelineSpan(timeline, reached, new Lsn(-1L)), pieces.last())
            .ifPresent(this::add);
      } catch (BackstayException e) {
        if (e.code() != ErrorCode.WAL_BROKEN && e.code() != ErrorCode.SOURCE_UNSUPPORTED) {
          throw e;
        }
        // What was captured is of no use from here on; the server's own log is asked by others.
      }
    }
  }
}
