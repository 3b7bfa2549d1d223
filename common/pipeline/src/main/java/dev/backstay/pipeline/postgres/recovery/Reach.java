package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.engine.postgres.Lsn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How far a backup can be recovered along a path without a gap, and by which stretches of log. They
 * adjoin each other from the backup's start on.
 */
record Reach(BaseBackup base, List<Stretch> stretches) {
  /** Whole segments first, then what is on the spot; a frame must be fetched for itself. */
  private static final Comparator<WalPiece> FURTHEST =
      Comparator.comparing(WalPiece::to)
          .thenComparing(piece ->
              switch (piece.place()) {
                case WalPiece.RollUp _ -> 2;
                case WalPiece.InBase _ -> 1;
                case WalPiece.Frame _ -> 0;
              });

  Reach {
    stretches = List.copyOf(stretches);
  }

  /** The first position that cannot be reached. */
  Lsn end() {
    return stretches.isEmpty() ? base.start() : stretches.getLast().to();
  }

  /** The newest piece within reach. */
  WalPiece newest() {
    return stretches.isEmpty() ? base.log() : stretches.getLast().piece();
  }

  /** Covers the path from a backup on: always by the piece that leads furthest. */
  static Reach of(BaseBackup base, TimelinePath path, Pieces pieces) {
    List<Stretch> stretches = new ArrayList<>();
    Lsn position = base.start();
    for (TimelinePath.Leg leg : path.legs()) {
      if (leg.contains(position)) {
        position = cover(leg, position, pieces.on(leg.timeline(), base), stretches);
      }
    }
    return new Reach(base, stretches);
  }

  /** Covers one leg; where the cover ends. */
  private static Lsn cover(
      TimelinePath.Leg leg, Lsn start, List<WalPiece> sorted, List<Stretch> stretches) {
    Lsn position = start;
    WalPiece best = null;
    int next = 0;
    while (position.compareTo(leg.to()) < 0) {
      while (next < sorted.size() && sorted.get(next).from().compareTo(position) <= 0) {
        WalPiece candidate = sorted.get(next++);
        best = best == null || FURTHEST.compare(candidate, best) > 0 ? candidate : best;
      }
      if (best == null || best.to().compareTo(position) <= 0) {
        return position;
      }
      Lsn to = best.to().compareTo(leg.to()) < 0 ? best.to() : leg.to();
      stretches.add(new Stretch(best, position, to));
      position = to;
    }
    return position;
  }

  /** Pieces by timeline, in the order of their beginnings. */
  record Pieces(Map<Integer, List<WalPiece>> byTimeline) {
    static Pieces of(List<WalPiece> pieces) {
      return new Pieces(
          pieces.stream()
              .sorted(Comparator.comparing(WalPiece::from))
              .collect(Collectors.groupingBy(WalPiece::timeline)));
    }

    /** Those of a timeline, with what a backup on it brings along. */
    List<WalPiece> on(int timeline, BaseBackup base) {
      List<WalPiece> found = byTimeline.getOrDefault(timeline, List.of());
      if (base.timeline() != timeline) {
        return found;
      }
      List<WalPiece> all = new ArrayList<>(found);
      all.add(base.log());
      all.sort(Comparator.comparing(WalPiece::from));
      return all;
    }
  }
}
