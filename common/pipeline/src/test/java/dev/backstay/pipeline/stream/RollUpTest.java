package dev.backstay.pipeline.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.stream.StreamPosition;
import dev.backstay.contract.stream.SystemIdentifier;
import dev.backstay.contract.stream.WalRange;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.WalSegment;
import dev.backstay.pipeline.staging.DedupScope;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Progress;
import dev.backstay.vault.VaultReader;
import dev.backstay.vault.check.CheckDepth;
import dev.backstay.vault.snapshot.Snapshot;
import dev.backstay.vault.tree.Node;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RollUpTest {
  private static final int SEGMENT = StagedStream.SEGMENT;
  private static final Set<DestinationName> BOTH = Set.of(StagedStream.NEAR, StagedStream.FAR);

  private final StagedStream stream = new StagedStream();
  private final BlobStore near = StagedStream.memory();
  private final BlobStore far = StagedStream.memory();

  private void later() {
    // Frames carry the time of the store, which is the system's.
    stream.now = Instant.now().plus(Duration.ofMinutes(6));
  }

  @Test
  void segmentsAreWholeAndTheLastIsFilledWithZeros() {
    // Given
    stream.frame(1, SEGMENT, SEGMENT / 2);
    stream.frame(1, SEGMENT + SEGMENT / 2, SEGMENT);
    stream.history(1, 1, Lsn.ZERO);
    later();

    // When
    RollUp.Done done =
        stream.rollUp().next(StagedStream.SOURCE, DedupScope.EVERYTHING).orElseThrow();

    // Then
    Map<String, byte[]> files = files(done.run().manifest().snapshot().id());
    byte[] second = new byte[SEGMENT];
    System.arraycopy(
        StagedStream.log(1, new Lsn(2L * SEGMENT), SEGMENT / 2), 0, second, 0, SEGMENT / 2);
    assertThat(files.get(name(1))).isEqualTo(StagedStream.log(1, new Lsn(SEGMENT), SEGMENT));
    assertThat(files.get(name(2))).isEqualTo(second);
    assertThat(files).containsOnlyKeys(name(1), name(2), "00000001.history");
    assertThat(done.run().manifest().facts().kind()).isEqualTo(BackupKind.WAL);
    WalRange tags = WalRange.of(done.run().manifest().facts().tags()).orElseThrow();
    assertThat(tags.from().value()).isEqualTo(SEGMENT);
    assertThat(tags.to().value()).isEqualTo(SEGMENT + SEGMENT / 2 + SEGMENT);
    assertThat(tags.until()).isEqualTo(StagedStream.START);
    assertThat(LogTime.of(tags, done.run().manifest().facts().tags()))
        .isEqualTo(LogTime.upTo(StagedStream.START));
  }

  @Test
  void aRollUpOfLogThatCameLateDoesNotCountAsComplete() {
    // Given
    LogTime live = LogTime.upTo(StagedStream.START);
    LogTime late = new LogTime(StagedStream.START.plusSeconds(3600), LogTime.UNKNOWN);
    WalRange range =
        new WalRange(
            new SystemIdentifier(StagedStream.SYSTEM.toString()),
            1,
            new StreamPosition(1),
            new StreamPosition(2),
            late.until());

    // When / Then
    assertThat(live.and(late)).isEqualTo(new LogTime(late.until(), StagedStream.START));
    assertThat(LogTime.of(range, List.of(late.tag()))).isEqualTo(late);
    assertThat(LogTime.of(range, List.of("complete:soon"))).isEqualTo(late);
    assertThat(LogTime.of(range, List.of())).isEqualTo(LogTime.upTo(late.until()));
  }

  @Test
  void theNextRollUpHoldsTheIncompleteSegmentAgain() {
    // Given
    stream.frame(1, SEGMENT, SEGMENT + 100);
    later();
    assertThat(stream.rollUpAll()).isEqualTo(1);
    stream.frame(1, 2 * SEGMENT + 100, 200);

    // When
    assertThat(stream.rollUpAll()).isEqualTo(1);

    // Then
    var last = new RollUpHistory(stream.staging).of(StagedStream.timeline(1)).getLast();
    assertThat(last.range())
        .isEqualTo(new LogRange(new Lsn(2L * SEGMENT), new Lsn(2L * SEGMENT + 300)));
    assertThat(stream.rollUpAll()).isZero();
  }

  @Test
  void aRollUpThatWasCommittedAndNotRecordedIsFoundAgain() {
    // Given
    stream.frame(1, SEGMENT, 100);
    later();
    RollUp.Done first =
        stream.rollUp().next(StagedStream.SOURCE, DedupScope.EVERYTHING).orElseThrow();
    stream.frame(1, SEGMENT + 100, 100);

    // When
    RollUp.Done again =
        stream.rollUp().next(StagedStream.SOURCE, DedupScope.EVERYTHING).orElseThrow();

    // Then
    assertThat(again.run().commit()).isEqualTo(first.run().commit());
    assertThat(again.rolled()).isEqualTo(first.rolled());
    assertThat(stream.rollUpAll()).isEqualTo(2);
    assertThat(stream.vault().check(CheckDepth.READ_DATA, Progress.SILENT).findings()).isEmpty();
  }

  @Test
  void behindAGapTheRollUpBeginsWithAWholeSegment() {
    // Given
    stream.frame(1, SEGMENT, 100);
    stream.frame(1, 3 * SEGMENT, 100);
    later();

    // When: the gap may still be filled
    int before = stream.rollUpAll();
    new KnownGap(
            StagedStream.timeline(1),
            new LogRange(new Lsn(SEGMENT + 100), new Lsn(3L * SEGMENT)),
            "lost",
            StagedStream.START,
            false)
        .write(stream.staging);
    int after = stream.rollUpAll();

    // Then
    assertThat(before).isEqualTo(1);
    assertThat(after).isEqualTo(1);
    assertThat(new RollUpHistory(stream.staging).of(StagedStream.timeline(1)))
        .extracting(RolledUp::range)
        .containsExactly(
            new LogRange(new Lsn(SEGMENT), new Lsn(SEGMENT + 100)),
            new LogRange(new Lsn(3L * SEGMENT), new Lsn(3L * SEGMENT + 100)));
  }

  @Test
  void framesLeaveStagingOnceRolledUpAndHeldEverywhere() {
    // Given
    stream.frame(1, SEGMENT, SEGMENT);
    stream.frame(1, 2 * SEGMENT, 100);
    var cleaning = new FrameCleaning(stream.vault(), stream.clock());
    stream.look(stream.delivery(StagedStream.NEAR, near));

    // When / Then: not rolled up
    assertThat(cleaning.run(StagedStream.SOURCE, BOTH)).isZero();

    // When / Then: rolled up, but one destination has nothing
    stream.now = Instant.now().plus(Duration.ofMinutes(6));
    stream.rollUpAll();
    assertThat(cleaning.run(StagedStream.SOURCE, BOTH)).isZero();

    // When / Then: the other one has the frames, too; the incomplete segment stays
    stream.look(stream.delivery(StagedStream.FAR, far));
    assertThat(cleaning.run(StagedStream.SOURCE, BOTH)).isEqualTo(1);
    assertThat(stream.frames().coverage(StagedStream.timeline(1)).newest())
        .contains(new LogRange(new Lsn(2L * SEGMENT), new Lsn(2L * SEGMENT + 100)));
  }

  @Test
  void theLastRollUpOfATimelineBeginsWithAWholeSegment() {
    // Given
    stream.frame(1, SEGMENT, SEGMENT / 2);
    later();
    stream.rollUpAll();
    stream.frame(1, SEGMENT + SEGMENT / 2, 100);
    stream.history(2, 1, new Lsn(SEGMENT + SEGMENT / 2 + 100));
    stream.frame(2, SEGMENT, SEGMENT);
    stream.look(stream.delivery(StagedStream.NEAR, near));
    var cleaning = new FrameCleaning(stream.vault(), stream.clock());

    // When
    int early = cleaning.run(StagedStream.SOURCE, Set.of(StagedStream.NEAR));
    stream.rollUpAll();

    // Then
    assertThat(early).isZero();
    assertThat(new RollUpHistory(stream.staging).of(StagedStream.timeline(1)).getLast().range())
        .isEqualTo(new LogRange(new Lsn(SEGMENT), new Lsn(SEGMENT + SEGMENT / 2 + 100)));
    stream.publish(StagedStream.NEAR, near);
    assertThat(cleaning.run(StagedStream.SOURCE, Set.of(StagedStream.NEAR))).isEqualTo(3);
  }

  @Test
  void aDamagedFrameIsFetchedAgainFromADestination() {
    // Given
    FrameName bad = stream.frame(1, SEGMENT, 100);
    stream.frame(1, SEGMENT + 100, 100);
    stream.look(stream.delivery(StagedStream.NEAR, near));
    StagedStream.damage(stream.staging, bad);
    later();

    // When
    assertThatThrownBy(stream::rollUpAll)
        .isInstanceOfSatisfying(
            BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_CORRUPT));
    stream.look(stream.delivery(StagedStream.NEAR, near));
    stream.now = Instant.now().plus(Duration.ofMinutes(12));

    // Then
    assertThat(stream.rollUpAll()).isEqualTo(1);
  }

  @Test
  void aDestinationThatLagsGetsTheRollUpInstead() {
    // Given
    stream.frame(1, SEGMENT, SEGMENT);
    stream.frame(1, 2 * SEGMENT, 100);
    var cleaning = new FrameCleaning(stream.vault(), stream.clock());
    stream.look(stream.delivery(StagedStream.NEAR, near));
    stream.now = Instant.now().plus(Duration.ofMinutes(20));
    stream.rollUpAll();

    // When
    int unpublished = cleaning.run(StagedStream.SOURCE, BOTH);
    stream.publish(StagedStream.NEAR, near);
    int published = cleaning.run(StagedStream.SOURCE, BOTH);
    FrameDelivery delivery = stream.delivery(StagedStream.FAR, far);
    stream.look(delivery);
    LogRange behind = mark(StagedStream.FAR).range();
    stream.publish(StagedStream.FAR, far);
    stream.now = stream.now.plusSeconds(10);
    stream.look(delivery);

    // Then
    assertThat(unpublished).isZero();
    assertThat(published).isEqualTo(1);
    assertThat(behind.from()).isEqualTo(new Lsn(2L * SEGMENT));
    assertThat(mark(StagedStream.FAR).range())
        .isEqualTo(new LogRange(new Lsn(SEGMENT), new Lsn(2L * SEGMENT + 100)));
  }

  @Test
  void aDestinationKeepsItsFramesUntilTheRollUpIsPublishedThere() {
    // Given
    FrameDelivery delivery = stream.delivery(StagedStream.NEAR, near);
    stream.frame(1, SEGMENT, SEGMENT);
    stream.frame(1, 2 * SEGMENT, 100);
    stream.look(delivery);
    later();
    stream.rollUpAll();
    stream.frame(1, 2 * SEGMENT + 100, 50);

    // When
    stream.look(delivery);
    int before = StagedFrames.list(near).frames(StagedStream.timeline(1)).size();
    stream.publish(StagedStream.NEAR, near);
    stream.now = stream.now.plusSeconds(10);
    stream.look(delivery);

    // Then
    assertThat(before).isEqualTo(3);
    assertThat(StagedFrames.list(near).coverage(StagedStream.timeline(1)).ranges())
        .containsExactly(new LogRange(new Lsn(2L * SEGMENT + 100), new Lsn(2L * SEGMENT + 150)));
    assertThat(mark(StagedStream.NEAR).range())
        .isEqualTo(new LogRange(new Lsn(SEGMENT), new Lsn(2L * SEGMENT + 150)));
  }

  private StreamMark mark(DestinationName destination) {
    return StreamMark.read(stream.staging, destination, StagedStream.SOURCE).orElseThrow();
  }

  private static String name(int number) {
    return new WalSegment(1, number, SEGMENT).name();
  }

  private Map<String, byte[]> files(BlobId snapshot) {
    Snapshot found =
        stream.vault().snapshots().all().stream()
            .filter(stored -> stored.id().equals(snapshot))
            .findFirst()
            .orElseThrow()
            .snapshot();
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (VaultReader reader = stream.vault().reader()) {
      BlobId folder =
          Objects.requireNonNull(reader.tree(found.tree()).nodes().getFirst().subtree());
      for (Node node : reader.tree(folder).nodes()) {
        var bytes = new ByteArrayOutputStream();
        node.content().forEach(blob -> bytes.writeBytes(reader.data(blob)));
        files.put(node.entry().name().toString(), bytes.toByteArray());
      }
    }
    return files;
  }
}
