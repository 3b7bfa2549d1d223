package dev.backstay.dumper.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import dev.backstay.contract.event.StreamTrouble;
import dev.backstay.contract.policy.Policy;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.pipeline.staging.StagedVault;
import dev.backstay.pipeline.staging.StagingLimit;
import dev.backstay.pipeline.stream.KnownAlarm;
import dev.backstay.pipeline.stream.KnownSlot;
import dev.backstay.pipeline.stream.SignOfLife;
import dev.backstay.pipeline.stream.StreamedSource;
import dev.backstay.policy.PolicyReader;
import dev.backstay.servicekit.event.MemoryEvents;
import dev.backstay.servicekit.lease.MemoryLeases;
import dev.backstay.store.BlobStore;
import dev.backstay.store.MemoryBlobStore;
import dev.backstay.vault.LockHolder;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultOptions;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SlotRemovalTest {
  private static final Duration RELEASE = Duration.ofMinutes(10);
  private static final SourceName ORDERS = new SourceName("orders");

  private final BlobStore staging = new MemoryBlobStore(InstantSource.system());
  private final MemoryLeases leases = new MemoryLeases();
  private Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private int tries;
  private final StreamGround ground = ground();

  private StreamGround ground() {
    InstantSource clock = () -> now;
    var options =
        VaultOptions.defaults(new LockHolder("host", "test", 1L), clock, new SecureRandom());
    Vault vault = Vault.init(staging, Secret.of("correct horse"), options);
    StagedVault staged = StagedVault.of(vault, StagingLimit.of(1 << 20));
    return new StreamGround(
        () -> policy(""),
        () -> staged,
        _ -> {
          tries++;
          throw new BackstayException(ErrorCode.SOURCE_UNREACHABLE, "the server is away");
        },
        leases,
        new MemoryEvents(),
        clock,
        new Random(1),
        1 << 20,
        "host",
        "dumper");
  }

  private SlotRemoval removal() {
    return new SlotRemoval(ground, new StreamNews(ground), RELEASE);
  }

  private static List<Captured> captured(String name, String variable, String slot) {
    return Captured.of(
        policy(
            """
            sources:
              %s:
                kind: postgres
                url: ${env:%s}
                wal:
                  enabled: true
                  slot: %s
            """
                .formatted(name, variable, slot)));
  }

  private static Policy policy(String sources) {
    String text =
        """
        vault:
          password: ${env:UNUSED}
        destinations:
          near:
            kind: local
            path: /near
        """
            + sources;
    return new PolicyReader().read("policy", text.getBytes(StandardCharsets.UTF_8)).orThrow();
  }

  private void attemptUntilRelease(SlotRemoval removal, List<Captured> wanted)
      throws InterruptedException {
    removal.attempt(wanted);
    now = now.plus(RELEASE);
    removal.attempt(wanted);
  }

  @Test
  void aSlotThatARenamedSourceGoesOnWithStays() throws InterruptedException {
    // Given
    SlotRemoval removal = removal();
    removal.add(captured("orders", "URL", "kept").getFirst());

    // When
    attemptUntilRelease(removal, captured("orders-db", "URL", "kept"));

    // Then
    assertThat(tries).isZero();
    assertThat(KnownAlarm.list(staging, ORDERS)).isEmpty();
  }

  @Test
  void aSlotOfTheSameNameOnAnotherClusterKeepsNone() throws InterruptedException {
    // Given
    new StreamedSource(new SystemId(1), 17).write(staging, ORDERS);
    new StreamedSource(new SystemId(2), 17).write(staging, new SourceName("bills"));
    SlotRemoval removal = removal();
    removal.add(captured("orders", "ORDERS_URL", "kept").getFirst());

    // When
    attemptUntilRelease(removal, captured("bills", "BILLS_URL", "kept"));

    // Then
    assertThat(tries).isEqualTo(1);
  }

  @Test
  void aSlotThatMayBeOfAnotherServerOfTheClusterIsTold() throws InterruptedException {
    // Given
    new StreamedSource(new SystemId(1), 17).write(staging, ORDERS);
    new StreamedSource(new SystemId(1), 17).write(staging, new SourceName("bills"));
    SlotRemoval removal = removal();
    removal.add(captured("orders", "ORDERS_URL", "kept").getFirst());

    // When
    attemptUntilRelease(removal, captured("bills", "BILLS_URL", "kept"));

    // Then
    assertThat(tries).isZero();
    assertThat(KnownAlarm.list(staging, ORDERS))
        .singleElement()
        .satisfies(alarm -> {
          assertThat(alarm.kind()).isEqualTo(StreamTrouble.WAL_RETAINED);
          assertThat(alarm.remedy()).contains("stream-slots/orders/kept");
        });
  }

  @Test
  void aSlotThatIsToBeForgottenIsNotTriedAgain() throws InterruptedException {
    // Given
    KnownSlot left = captured("orders", "URL", "left").getFirst().knownSlot();
    left.write(staging);
    SlotRemoval removal = removal();
    attemptUntilRelease(removal, List.of());

    // When
    left.remove(staging);
    now = now.plusSeconds(31);
    removal.attempt(List.of());
    now = now.plusSeconds(31);
    removal.attempt(List.of());

    // Then
    assertThat(tries).isEqualTo(1);
    assertThat(KnownAlarm.list(staging, ORDERS)).noneMatch(KnownAlarm::raised);
  }

  @Test
  void aSlotThatAnEarlierProcessLeftIsDroppedWhenNobodyNeedsIt() throws InterruptedException {
    // Given
    List<Captured> bills = captured("bills", "BILLS_URL", "other");
    bills.getFirst().knownSlot().write(staging);
    KnownSlot left = captured("orders", "URL", "left").getFirst().knownSlot();
    left.write(staging);

    // When
    attemptUntilRelease(removal(), bills);

    // Then
    assertThat(tries).isEqualTo(1);
    assertThat(KnownAlarm.list(staging, ORDERS))
        .singleElement()
        .satisfies(alarm -> {
          assertThat(alarm.kind()).isEqualTo(StreamTrouble.WAL_RETAINED);
          assertThat(alarm.message()).contains("'left'");
        });
    assertThat(KnownSlot.list(staging)).hasSize(2).contains(left);
  }

  @Test
  void aSlotOfAStreamThatEndedJustNowIsLeftToWhoeverGoesOn() throws InterruptedException {
    // Given
    SlotRemoval removal = removal();
    removal.add(captured("orders", "URL", "kept").getFirst());
    new SignOfLife(now.plus(RELEASE).minusSeconds(5)).write(staging, ORDERS);

    // When
    attemptUntilRelease(removal, List.of());
    int before = tries;
    now = now.plus(RELEASE);
    removal.attempt(List.of());

    // Then
    assertThat(before).isZero();
    assertThat(tries).isEqualTo(1);
  }

  @Test
  void aSlotThatAnotherProcessStillStreamsFromIsLeftAlone() throws InterruptedException {
    // Given
    SlotRemoval removal = removal();
    removal.add(captured("orders", "URL", "kept").getFirst());
    StreamLease other = StreamLease.acquire(leases, StreamWorker.lease(ORDERS)).orElseThrow();

    // When
    attemptUntilRelease(removal, List.of());
    int before = tries;
    other.close();
    now = now.plusSeconds(31);
    removal.attempt(List.of());

    // Then
    assertThat(before).isZero();
    assertThat(tries).isEqualTo(1);
  }
}
