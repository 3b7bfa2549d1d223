package dev.backstay.pipeline.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.pipeline.staging.RunManifest;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStat;
import dev.backstay.store.BlobStore;
import dev.backstay.store.ForwardingBlobStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReconciliationTest extends TwoRuns {
  @Test
  void aDestinationThatLostEverythingIsFilledAnew() {
    // Given
    publish(near, first);
    publish(near, second);
    CommittedRuns.objects(near).keySet().forEach(near::delete);
    var reconciliation = new Reconciliation(staging, PruneHistory.NONE);

    // When // Then: it may only be unmounted
    var publication = new Publication(route(NEAR, near), PublicationListener.NONE);
    assertThatThrownBy(() -> publication.run(second.backup()))
        .isInstanceOfSatisfying(
            BackstayException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.DESTINATION_EMPTIED));
    assertThat(CommittedRuns.objects(near)).isEmpty();

    // When
    RefillConsent.give(near);

    // Then: oldest first
    List<RunManifest> lacking = reconciliation.lacking(new Place(NEAR, near), _ -> true);
    assertThat(lacking).containsExactly(first, second);

    // When
    publication.run(second.backup());

    // Then: the mark of the other one is not believed any more
    assertThat(reconciliation.lacking(new Place(NEAR, near), _ -> true)).containsExactly(first);
    publish(near, first);
    assertReplica(near);
    assertThat(reconciliation.lacking(new Place(NEAR, near), _ -> true)).isEmpty();
    assertThat(near.stat(BlobName.of("backstay/refill"))).isEmpty();
    assertThatThrownBy(() -> RefillConsent.give(near))
        .isInstanceOfSatisfying(
            BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VAULT_EXISTS));
  }

  @Test
  void aDestinationThatIsNotMountedGetsNoEarlyPacksEither() {
    // Given
    var hint = new PackHint(route(NEAR, near), PublicationListener.NONE);
    var _ = hint.copy(lengths(first));
    BlobStore mountPoint = memory();

    // When
    PackHint.Outcome outcome =
        new PackHint(route(NEAR, mountPoint), PublicationListener.NONE).copy(lengths(second));

    // Then
    assertThat(outcome.failure())
        .hasValueSatisfying(
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_EMPTIED));
    assertThat(CommittedRuns.objects(mountPoint)).isEmpty();
  }

  @Test
  void whatIsAtTheDestinationAndWasNotToldYetIsToldByTheNextLook() {
    // Given: the process dies after the snapshot is there, before the event is durable
    var publication = new Publication(route(NEAR, near), PublicationListener.NONE);
    assertThatThrownBy(() ->
            publication.run(
                first.backup(),
                _ -> {
                  throw new IllegalStateException("killed");
                }))
        .hasMessage("killed");
    var reconciliation = new Reconciliation(staging, PruneHistory.NONE);

    // When
    List<RunManifest> lacking = reconciliation.lacking(new Place(NEAR, near), _ -> true);
    List<PublicationReport> told = new ArrayList<>();
    publication.run(first.backup(), told::add);
    publication.run(first.backup(), told::add);

    // Then
    assertThat(lacking).contains(first);
    assertThat(told)
        .extracting(PublicationReport::outcome)
        .containsExactly(
            PublicationReport.Outcome.PUBLISHED, PublicationReport.Outcome.ALREADY_PUBLISHED);
    assertThat(reconciliation.lacking(new Place(NEAR, near), _ -> true)).containsExactly(second);
  }

  @Test
  void aSecondLookReadsNothing() {
    // Given
    var counted = new ReadingStore(staging);
    var reconciliation = new Reconciliation(counted, PruneHistory.NONE);
    assertThat(reconciliation.lacking(new Place(NEAR, near), _ -> false)).isEmpty();
    int reads = counted.calls;

    // When
    assertThat(reconciliation.lacking(new Place(NEAR, near), _ -> false)).isEmpty();

    // Then
    assertThat(reads).isPositive();
    assertThat(counted.calls).isEqualTo(reads);
  }

  private static final class ReadingStore extends ForwardingBlobStore {
    private int calls;

    ReadingStore(BlobStore store) {
      super(store);
    }

    @Override
    public byte[] read(BlobName name) {
      calls++;
      return super.read(name);
    }

    @Override
    public Optional<BlobStat> stat(BlobName name) {
      calls++;
      return super.stat(name);
    }
  }

  @Test
  void onlyWhatADestinationServesAndNobodyForgotIsLacking() {
    // Given
    var history = history(first.snapshot().id(), Map.of());

    // When // Then
    assertThat(new Reconciliation(staging, history).lacking(new Place(NEAR, near), _ -> true))
        .containsExactly(second);
    assertThat(new Reconciliation(staging, history).lacking(new Place(NEAR, near), _ -> false))
        .isEmpty();
  }
}
