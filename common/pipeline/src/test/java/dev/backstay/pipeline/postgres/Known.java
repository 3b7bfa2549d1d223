package dev.backstay.pipeline.postgres;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.ServerFacts;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.engine.postgres.physical.Tablespace;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Values that tests of this room start from. */
final class Known {
  static final SystemId SYSTEM = SystemId.parse("17301234567890123456");
  static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  static final Instant STOP = Instant.parse("2026-01-02T03:04:09.123456Z");

  private static final Instant SERVER_STARTED = Instant.parse("2026-01-01T01:02:03.456789Z");

  private Known() {}

  static ServerFacts server(SystemId system, int version) {
    return new ServerFacts(
        system, version, 2, true, 8192, 16 << 20, true, Map.of("max_connections", "100"));
  }

  static ServerFacts withoutChecksums(ServerFacts server) {
    return new ServerFacts(
        server.system(),
        server.version(),
        server.timeline(),
        server.inRecovery(),
        server.blockBytes(),
        server.walSegmentBytes(),
        false,
        server.settings());
  }

  static PhysicalTags tags() {
    return tags(server(SYSTEM, 170_011));
  }

  static PhysicalTags tags(ServerFacts server) {
    return description(server).tags(START, SERVER_STARTED);
  }

  static PhysicalDescription description() {
    return description(server(SYSTEM, 170_011));
  }

  static PhysicalDescription description(ServerFacts server) {
    return new PhysicalDescription(
        server,
        new PhysicalDescription.Span(
            2, Lsn.parse("16/B374D848"), Lsn.parse("16/B400A0C8"), START, STOP),
        List.of(new Tablespace(16_385, "fast", "/mnt/fast")),
        List.of(
            new PhysicalDescription.BadPage(
                "base/5/16397",
                38_592_512,
                4711,
                "public.orders",
                Optional.of("last-good/base/5/16397/38592512/38535168")),
            new PhysicalDescription.BadPage(
                "base/5/16398.1", 57_344, 131_079, "", Optional.empty())),
        3,
        ChangedBy.WAL_SUMMARIES);
  }
}
