package dev.backstay.retention;

import dev.backstay.contract.stream.PhysicalBase;
import dev.backstay.contract.stream.SystemIdentifier;
import dev.backstay.contract.stream.WalRange;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * From where on a source's stream is kept, so that every instant of its last days can be restored:
 * recovery begins with a physical backup from before those days, or with the oldest there is, and
 * needs the stream from there on. A stream that ended before those days is kept behind the newest
 * backup, and not at all where that is one of another server.
 */
final class StreamWindow {
  private final Instant begin;
  private final boolean proven;
  private final Map<SystemIdentifier, Base> anchors;
  private final Set<KnownBackup> begins;

  private StreamWindow(
      Instant begin, boolean proven, Map<SystemIdentifier, Base> anchors, Set<KnownBackup> begins) {
    this.begin = begin;
    this.proven = proven;
    this.anchors = anchors;
    this.begins = begins;
  }

  /** A physical backup, and where it stands. */
  record Base(KnownBackup backup, PhysicalBase place) {
    /** Whether recovery from this backup goes through a piece of its stream. */
    boolean goesOnWith(WalRange range) {
      return range.system().equals(place.system())
          && (!range.to().isBefore(place.start()) || !range.until().isBefore(backup.capturedAt()));
    }
  }

  static StreamWindow of(RetentionRules rules, List<KnownBackup> backups, Instant now) {
    Instant begin =
        now.atZone(rules.timeZone()).minusDays(rules.retention().streamDays()).toInstant();
    List<KnownBackup> counted =
        backups.stream()
            .filter(backup -> rules.isCounted(backup, now))
            .sorted(KnownBackup.NEWEST_FIRST)
            .toList();
    List<KnownBackup> whole =
        counted.stream().filter(backup -> backup.series() == Series.WHOLE).toList();
    Optional<KnownBackup> verified =
        whole.stream().filter(backup -> rules.isVerified(backup, now)).findFirst();
    Map<SystemIdentifier, Base> anchors = new HashMap<>();
    Set<KnownBackup> begins = new HashSet<>();
    // the last verified and the newest are always kept, so this decides the same once more
    whole.stream().findFirst().flatMap(StreamWindow::base).ifPresent(base -> put(anchors, base));
    verified.flatMap(StreamWindow::base).ifPresent(base -> put(anchors, base));
    for (SystemIdentifier system : streamedSince(begin, counted)) {
      List<Base> own =
          whole.stream()
              .flatMap(backup -> base(backup).stream())
              .filter(base -> base.place().system().equals(system))
              .toList();
      anchor(rules, own, begin, now)
          .ifPresent(base -> {
            put(anchors, base);
            begins.add(base.backup());
          });
    }
    return new StreamWindow(begin, verified.isPresent(), anchors, begins);
  }

  private static void put(Map<SystemIdentifier, Base> anchors, Base base) {
    anchors.put(base.place().system(), base);
  }

  /** The servers whose stream reaches into the days for which it is kept. */
  private static Set<SystemIdentifier> streamedSince(Instant begin, List<KnownBackup> counted) {
    return counted.stream()
        .filter(backup -> backup.series() == Series.WAL)
        .flatMap(backup -> WalRange.of(backup.tags()).stream())
        .filter(range -> !range.until().isBefore(begin))
        .map(WalRange::system)
        .collect(Collectors.toSet());
  }

  private static Optional<Base> base(KnownBackup backup) {
    return backup.series() == Series.WHOLE
        ? PhysicalBase.of(backup.tags()).map(place -> new Base(backup, place))
        : Optional.empty();
  }

  /** The newest verified one from before the window; where there is none, the oldest of all. */
  private static Optional<Base> anchor(
      RetentionRules rules, List<Base> newestFirst, Instant begin, Instant now) {
    return newestFirst.stream()
        .filter(base -> !base.place().stopped().isAfter(begin))
        .filter(base -> rules.isVerified(base.backup(), now))
        .findFirst()
        .or(() -> newestFirst.reversed().stream().findFirst());
  }

  /** Whether an instant lies within the days for which the stream is kept. */
  boolean contains(Instant instant) {
    return !instant.isBefore(begin);
  }

  /** Whether a backup from which recovery can begin is verified. */
  boolean isProven() {
    return proven;
  }

  /** Whether recovery to some instant of the window begins with this backup. */
  boolean beginsWith(KnownBackup backup) {
    return begins.contains(backup);
  }

  /** The backup that recovery begins with when it goes through a piece of the stream. */
  Optional<KnownBackup> neededBy(WalRange range) {
    return Optional.ofNullable(anchors.get(range.system()))
        .filter(anchor -> anchor.goesOnWith(range))
        .map(Base::backup);
  }
}
