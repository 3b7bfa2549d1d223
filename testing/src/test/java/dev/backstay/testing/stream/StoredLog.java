package dev.backstay.testing.stream;

import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.stream.WalRange;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.engine.postgres.WalSegment;
import dev.backstay.pipeline.stream.FramedWal;
import dev.backstay.pipeline.stream.LogCoverage;
import dev.backstay.pipeline.stream.LogRange;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultReader;
import dev.backstay.vault.snapshot.StoredSnapshot;
import dev.backstay.vault.tree.Node;
import dev.backstay.vault.tree.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** All log of one timeline that a destination holds, put together as a recovery would. */
final class StoredLog {
  private final Map<String, byte[]> segments = new HashMap<>();
  private LogCoverage coverage = LogCoverage.NOTHING;

  private final int segmentBytes;

  private StoredLog(int segmentBytes) {
    this.segmentBytes = segmentBytes;
  }

  /** Reads everything: roll-ups in the order of their ends, then frames. */
  static StoredLog at(
      StreamRig rig, DestinationName place, SystemId system, int timeline, int segmentBytes)
      throws IOException {
    var log = new StoredLog(segmentBytes);
    try (Vault vault = rig.vault(place);
        VaultReader reader = vault.reader()) {
      record RollUp(StoredSnapshot snapshot, WalRange range) {}
      List<RollUp> rollUps = new ArrayList<>();
      for (StoredSnapshot snapshot : vault.snapshots().all()) {
        WalRange.of(snapshot.snapshot().tags())
            .filter(range ->
                range.system().value().equals(system.toString()) && range.timeline() == timeline)
            .ifPresent(range -> rollUps.add(new RollUp(snapshot, range)));
      }
      rollUps.sort(Comparator.comparing(rollUp -> rollUp.range().to()));
      for (RollUp rollUp : rollUps) {
        log.add(reader, rollUp.snapshot());
        log.coverage =
            log.coverage.plus(
                new LogCoverage(
                    List.of(
                        new LogRange(
                            new Lsn(rollUp.range().from().value()),
                            new Lsn(rollUp.range().to().value())))));
      }
      log.add(FramedWal.in(vault.store(), vault), system, timeline);
    }
    return log;
  }

  private void add(VaultReader reader, StoredSnapshot snapshot) {
    Tree root = reader.tree(snapshot.snapshot().tree());
    BlobId folder = Objects.requireNonNull(root.nodes().getFirst().subtree());
    for (Node node : reader.tree(folder).nodes()) {
      byte[] bytes = new byte[(int) node.entry().size()];
      int at = 0;
      for (BlobId blob : node.content()) {
        byte[] piece = reader.data(blob);
        System.arraycopy(piece, 0, bytes, at, piece.length);
        at += piece.length;
      }
      segments.put(node.entry().name().toString(), bytes);
    }
  }

  private void add(FramedWal frames, SystemId system, int timeline) throws IOException {
    for (FramedWal.Held held : frames.ranges()) {
      if (held.timeline().timeline() != timeline || !held.timeline().system().equals(system)) {
        continue;
      }
      try (InputStream input = frames.open(held.timeline(), held.range())) {
        Lsn at = held.range().from();
        while (at.isBefore(held.range().to())) {
          WalSegment segment = WalSegment.at(timeline, at, segmentBytes);
          byte[] bytes = segments.computeIfAbsent(segment.name(), _ -> new byte[segmentBytes]);
          int offset = (int) at.minus(segment.start());
          int length = (int) held.range().to().min(segment.end()).minus(at);
          int read = input.readNBytes(bytes, offset, length);
          if (read != length) {
            throw new IOException(held + " ends early");
          }
          at = at.plus(length);
        }
      }
      coverage = coverage.plus(new LogCoverage(List.of(held.range())));
    }
  }

  LogCoverage coverage() {
    return coverage;
  }

  /** The first position at which it differs from a segment of the server, within what is held. */
  Optional<Lsn> difference(WalSegment segment, byte[] server) {
    byte[] ours = segments.getOrDefault(segment.name(), new byte[0]);
    for (LogRange range : coverage.ranges()) {
      Lsn from = range.from().max(segment.start());
      Lsn to = range.to().min(segment.end());
      if (!from.isBefore(to)) {
        continue;
      }
      int first = (int) from.minus(segment.start());
      int last = (int) to.minus(segment.start());
      if (ours.length < last) {
        return Optional.of(from);
      }
      int mismatch = Arrays.mismatch(ours, first, last, server, first, last);
      if (mismatch >= 0) {
        return Optional.of(from.plus(mismatch));
      }
    }
    return Optional.empty();
  }
}
