package dev.backstay.pipeline.publication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.store.Fault;
import dev.backstay.store.FaultPlan;
import dev.backstay.store.FaultyBlobStore;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.object.ObjectKind;
import org.junit.jupiter.api.Test;

class PackHintTest extends TwoRuns {
  @Test
  void hintedPacksAreConfirmedAndNotSentAgain() {
    // Given
    var hint = new PackHint(route(NEAR, near), PublicationListener.NONE);

    // When
    PackHint.Outcome outcome = hint.copy(lengths(first));
    PublicationReport report = publish(near, first);

    // Then
    assertThat(outcome.failure()).isEmpty();
    assertThat(outcome.copied().packs()).isEqualTo(first.packs().size());
    assertThat(report.copied().packs()).isZero();
    assertThat(ids(near, ObjectKind.SNAPSHOT)).hasSize(1);
  }

  @Test
  void aHintThatFailsFailsNothing() {
    // Given
    var hint =
        new PackHint(
            route(NEAR, FaultyBlobStore.wrap(near, FaultPlan.fromCall(6, Fault.FAILS_BEFORE))),
            PublicationListener.NONE);

    // When
    PackHint.Outcome outcome = hint.copy(lengths(first));

    // Then
    assertThat(outcome.failure()).isPresent();
    publish(near, first);
    assertThat(ids(near, ObjectKind.SNAPSHOT)).hasSize(1);
  }

  @Test
  void progressAddsUpToWhatWasPlanned() {
    // Given
    var heard = new Heard();

    // When
    new Publication(route(NEAR, near), heard).run(second.backup());

    // Then
    assertThat(heard.planned).isEqualTo(first.packs().size() + second.packs().size());
    assertThat(heard.done).isEqualTo(heard.planned);
    assertThat(heard.doneBytes)
        .isEqualTo(heard.plannedBytes)
        .isEqualTo(bytes(first) + bytes(second));
  }

  private static final class Heard implements PublicationListener {
    private long planned;
    private long plannedBytes;
    private long done;
    private long doneBytes;

    @Override
    public synchronized void planned(long packs, long bytes) {
      planned += packs;
      plannedBytes += bytes;
    }

    @Override
    public synchronized void done(BlobId pack, long bytes, boolean copied) {
      done++;
      doneBytes += bytes;
    }
  }
}
