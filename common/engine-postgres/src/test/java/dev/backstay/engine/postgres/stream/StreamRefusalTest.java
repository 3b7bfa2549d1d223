package dev.backstay.engine.postgres.stream;

import static dev.backstay.engine.postgres.stream.StreamFixture.SLOT;
import static dev.backstay.engine.postgres.stream.StreamFixture.address;
import static dev.backstay.engine.postgres.stream.StreamFixture.open;
import static dev.backstay.engine.postgres.stream.StreamFixture.session;
import static dev.backstay.engine.postgres.stream.StreamFixture.slot;
import static dev.backstay.engine.postgres.stream.StreamFixture.withSlot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.engine.postgres.connection.ServerSession;
import dev.backstay.postgres.fixture.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("system")
class StreamRefusalTest {
  private static final String SMALL_SEGMENTS = "--wal-segsize=1";

  @TempDir private Path temporary;

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void whatIsNotTheWantedClusterIsNamed(int version) {
    // Given
    try (TestCluster cluster = TestCluster.initialize(temporary, version, SMALL_SEGMENTS)) {
      StreamStart start = withSlot(cluster);
      // When, Then
      assertRefused(
          cluster,
          new StreamStart(
              start.slot(),
              new SystemId(7),
              version,
              1,
              start.from(),
              start.segmentBytes(),
              start.applicationName()),
          ErrorCode.SOURCE_DIFFERENT,
          "and not 7");
      assertRefused(
          cluster,
          new StreamStart(
              start.slot(),
              start.system(),
              version - 1,
              1,
              start.from(),
              start.segmentBytes(),
              start.applicationName()),
          ErrorCode.SOURCE_UPGRADED,
          "version " + version);
      assertRefused(
          cluster,
          StreamFixture.at(start, 2, start.from()),
          ErrorCode.SOURCE_DIFFERENT,
          "older state");
      assertRefused(
          cluster,
          StreamFixture.at(start, 1, start.from().plus(1L << 32)),
          ErrorCode.SOURCE_DIFFERENT,
          "older state");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void slotThatCannotBeUsedIsNamed(int version) {
    // Given
    try (TestCluster cluster =
            TestCluster.initialize(
                temporary,
                version,
                SMALL_SEGMENTS,
                "wal_keep_size=0",
                "max_slot_wal_keep_size=2MB",
                "min_wal_size=2MB",
                "max_wal_size=4MB");
        ServerSession session = session(cluster)) {
      ReplicationSlots slots = new ReplicationSlots(session);
      StreamStart start = withSlot(cluster);
      // When, Then
      try (WalStream stream = open(cluster, start)) {
        assertThat(stream.next(Duration.ofSeconds(5))).isPresent();
        assertRefused(cluster, start, ErrorCode.SLOT_BUSY, "used by another");
        assertThatThrownBy(() -> slots.drop(SLOT))
            .isInstanceOfSatisfying(
                BackstayException.class,
                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.SLOT_BUSY));
      }
      assertThat(slot(cluster).retention()).isEqualTo(SlotState.Retention.RESERVED);
      assertThat(slot(cluster).safeBytes()).isPresent();
      // When
      for (int i = 0; i < 6; i++) {
        cluster.sql("CREATE TABLE rows" + i + " (n int)", "SELECT pg_switch_wal()", "CHECKPOINT");
      }
      // Then
      SlotState lost = slots.state(SLOT).orElseThrow();
      assertThat(lost.retention()).isEqualTo(SlotState.Retention.LOST);
      if (version >= 15) {
        assertRefused(cluster, start, ErrorCode.SLOT_LOST, "invalidated");
      } else { // which cannot be asked for a slot on the way in
        assertRefused(cluster, start, ErrorCode.WAL_REMOVED, "no longer has");
      }
      // When
      slots.drop(SLOT);
      slots.drop(SLOT);
      // Then
      assertThat(slots.state(SLOT)).isEmpty();
      assertRefused(cluster, start, ErrorCode.SLOT_MISSING, "has no slot");
      // When
      Lsn kept = slots.create(SLOT);
      // Then
      assertThat(slots.create(SLOT)).isEqualTo(kept);
      assertRefused(cluster, start, ErrorCode.WAL_REMOVED, "no longer has");
    }
  }

  @Test
  void slotThatIsLostUnderAStreamEndsIt() {
    // Given
    try (TestCluster cluster =
        TestCluster.initialize(
            temporary,
            17,
            SMALL_SEGMENTS,
            "wal_keep_size=0",
            "max_slot_wal_keep_size=2MB",
            "min_wal_size=2MB",
            "max_wal_size=4MB")) {
      StreamStart start = withSlot(cluster);
      try (WalStream stream = open(cluster, start)) {
        assertThat(stream.next(Duration.ofSeconds(5))).isPresent();
        // When
        for (int i = 0; i < 6; i++) {
          cluster.sql("CREATE TABLE rows" + i + " (n int)", "SELECT pg_switch_wal()");
        }
        cluster.sql("CHECKPOINT");
        // Then
        assertThatThrownBy(
                () -> {
                  while (stream.next(Duration.ofSeconds(5)).isPresent()) {
                    // what was sent before
                  }
                })
            .isInstanceOfSatisfying(
                BackstayException.class,
                ended -> assertThat(ended.isTransient()).as(ended.toString()).isTrue());
      }
      assertThat(slot(cluster).retention()).isEqualTo(SlotState.Retention.LOST);
      assertRefused(cluster, start, ErrorCode.SLOT_LOST, "invalidated");
    }
  }

  @Test
  void whoMayNotStreamIsTold() {
    // Given
    try (TestCluster cluster = TestCluster.initialize(temporary, 17, SMALL_SEGMENTS)) {
      StreamStart start = withSlot(cluster);
      String password = cluster.url().text().replaceAll(".*://[^:]*:([^@]*)@.*", "$1");
      cluster.sql("CREATE ROLE nobody LOGIN PASSWORD '" + TestCluster.PASSWORD + "'");
      PostgresAddress wrongPassword =
          PostgresAddress.parse(Secret.of(cluster.url().text().replace(password, "wrong")));
      PostgresAddress nobody = PostgresAddress.parse(cluster.url("nobody", "postgres"));
      // When, Then
      assertRefused(wrongPassword, start, ErrorCode.SOURCE_DENIED, "authentication");
      assertRefused(nobody, start, ErrorCode.SOURCE_DENIED, "replication");
      cluster.stop();
      assertRefused(cluster, start, ErrorCode.SOURCE_UNREACHABLE, "could not be entered");
    }
  }

  @Test
  void aServerWithNoPlaceForAStreamIsTold() {
    // Given: whoever left may hold a place for a moment longer, so nobody was there before
    try (TestCluster cluster =
        TestCluster.initialize(temporary, 17, SMALL_SEGMENTS, "max_wal_senders=1")) {
      StreamStart start = withSlot(cluster);
      // When, Then
      try (WalStream stream = open(cluster, start)) {
        assertThat(stream.position().timeline()).isEqualTo(1);
        assertRefused(
            cluster,
            new StreamStart(
                Optional.empty(),
                start.system(),
                start.majorVersion(),
                1,
                start.from(),
                start.segmentBytes(),
                "second"),
            ErrorCode.SOURCE_SETTING,
            "max_wal_senders");
      }
    }
  }

  private static void assertRefused(
      TestCluster cluster, StreamStart start, ErrorCode code, String message) {
    assertRefused(address(cluster), start, code, message);
  }

  private static void assertRefused(
      PostgresAddress address, StreamStart start, ErrorCode code, String message) {
    assertThatThrownBy(
            () -> {
              try (WalStream stream = open(address, start)) {
                stream.next(Duration.ofSeconds(2));
              }
            })
        .isInstanceOfSatisfying(
            BackstayException.class,
            refused -> assertThat(refused.code()).as(refused.toString()).isEqualTo(code))
        .hasMessageContaining(message);
  }
}
