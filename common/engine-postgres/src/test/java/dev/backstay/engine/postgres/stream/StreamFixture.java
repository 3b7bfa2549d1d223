package dev.backstay.engine.postgres.stream;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.WalSegment;
import dev.backstay.engine.postgres.connection.Role;
import dev.backstay.engine.postgres.connection.ServerSession;
import dev.backstay.postgres.fixture.TestCluster;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** A slot on a cluster and the streams from it. */
final class StreamFixture {
  static final SlotName SLOT = new SlotName("backstay_test");
  static final String APPLICATION = "backstay stream";

  /** Impatient, so that tests of failures are short. */
  static final StreamPace BRISK =
      new StreamPace(Duration.ofMillis(200), Duration.ofSeconds(4), Duration.ofSeconds(2));

  private StreamFixture() {}

  static PostgresAddress address(TestCluster cluster) {
    return PostgresAddress.parse(cluster.url());
  }

  static ServerSession session(TestCluster cluster) {
    return ServerSession.open(address(cluster), Role.SLOT);
  }

  /** Makes the slot; the start of the first whole segment that it keeps. */
  static StreamStart withSlot(TestCluster cluster) {
    try (ServerSession session = session(cluster)) {
      Lsn kept = new ReplicationSlots(session).create(SLOT);
      int bytes = session.facts().walSegmentBytes();
      int timeline = session.facts().timeline();
      return new StreamStart(
          Optional.of(SLOT),
          session.facts().system(),
          session.facts().major(),
          timeline,
          WalSegment.at(timeline, kept, bytes).start(),
          bytes,
          APPLICATION);
    }
  }

  static StreamStart at(StreamStart start, int timeline, Lsn from) {
    return new StreamStart(
        start.slot(),
        start.system(),
        start.majorVersion(),
        timeline,
        from,
        start.segmentBytes(),
        start.applicationName());
  }

  static WalStream open(TestCluster cluster, StreamStart start) {
    return open(address(cluster), start);
  }

  static WalStream open(PostgresAddress address, StreamStart start) {
    return WalStream.open(address, start, BRISK, InstantSource.system());
  }

  static Lsn written(TestCluster cluster) {
    return Lsn.parse(cluster.value("SELECT pg_current_wal_flush_lsn()::text"));
  }

  static SlotState slot(TestCluster cluster) {
    try (ServerSession session = session(cluster)) {
      return new ReplicationSlots(session).state(SLOT).orElseThrow();
    }
  }
}
