package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.engine.postgres.SystemId;
import dev.backstay.engine.postgres.recovery.TimelineHistory;
import dev.backstay.vault.BlobId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All that a destination holds of one cluster.
 *
 * @param bases in any order
 * @param pieces of log beside what the bases bring along, in any order
 * @param histories the text of the history file of each timeline beyond the first
 */
public record RecoverySet(
    SystemId system,
    List<BaseBackup> bases,
    List<WalPiece> pieces,
    Map<Integer, String> histories) {
  public RecoverySet {
    bases = List.copyOf(bases);
    pieces = List.copyOf(pieces);
    histories = Map.copyOf(histories);
  }

  /** One of its backups, with no log but its own. */
  RecoverySet onlyFrom(BlobId base) {
    return new RecoverySet(
        system,
        bases.stream().filter(each -> each.snapshot().equals(base)).toList(),
        List.of(),
        histories);
  }

  /** The newest timeline that anything here belongs to. */
  OptionalInt newestTimeline() {
    return Stream.of(
            bases.stream().mapToInt(BaseBackup::timeline),
            pieces.stream().mapToInt(WalPiece::timeline),
            histories.keySet().stream().mapToInt(Integer::intValue))
        .flatMapToInt(each -> each)
        .max();
  }

  /** The way to a timeline; without its history file one that a backup was taken on, no other. */
  Optional<TimelinePath> path(int timeline) {
    if (timeline == 1) {
      return Optional.of(TimelinePath.to(1, List.of()));
    }
    String history = histories.get(timeline);
    if (history != null) {
      return Optional.of(TimelinePath.of(TimelineHistory.parse(timeline, history)));
    }
    boolean startsThere = bases.stream().anyMatch(base -> base.timeline() == timeline);
    return startsThere ? Optional.of(TimelinePath.to(timeline, List.of())) : Optional.empty();
  }

  /** Every timeline a base is on. */
  IntStream baseTimelines() {
    return bases.stream().mapToInt(BaseBackup::timeline).distinct();
  }

  /** The names of the sources whose backups these are. */
  public List<String> sources() {
    return bases.stream().flatMap(base -> base.source().stream()).distinct().sorted().toList();
  }
}
