package dev.backstay.pipeline.pruning;

import static dev.backstay.pipeline.pruning.PrunedVault.ALPHA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.Secret;
import dev.backstay.contract.policy.SourceKind;
import dev.backstay.contract.policy.VerificationLevel;
import dev.backstay.pipeline.proof.ProofReport;
import dev.backstay.pipeline.proof.ProofRequest;
import dev.backstay.pipeline.proof.RestoreProofs;
import dev.backstay.pipeline.proof.SnapshotProof;
import dev.backstay.pipeline.proof.StagedTraces;
import dev.backstay.pipeline.staging.CommittedRun;
import dev.backstay.vault.Progress;
import dev.backstay.vault.check.SnapshotCheck;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReshapedProofTest {
  private final PrunedVault vault =
      new PrunedVault(PrunedVault.memory(), Map.of("near", PrunedVault.memory()));

  private final StagedTraces traces = new StagedTraces(vault.staging());

  private ProofReport prove(CommittedRun run, Optional<SnapshotCheck.Brought> brought) {
    return new SnapshotProof(vault.staged().vault().options(), new RestoreProofs(Map.of()))
        .run(
            new ProofRequest(
                SourceKind.FILES,
                run.commit().snapshot(),
                brought,
                VerificationLevel.L1,
                List.of()),
            vault.place("near").store(),
            Secret.of(PrunedVault.PASSWORD),
            Progress.SILENT);
  }

  @Test
  void aBackupWhoseIndexAPruneReplacedIsProvenByWhatIsThere() {
    // Given: a run whose index names packs that nothing needs, adopted from an attempt that failed
    CommittedRun old = vault.run(ALPHA, 1);
    assertThatThrownBy(() ->
            vault.run(
                ALPHA,
                "retried",
                Set.of(20, 21),
                () -> {
                  throw new IllegalStateException("the worker dies");
                }))
        .isInstanceOf(IllegalStateException.class);
    CommittedRun retried = vault.run(ALPHA, "retried", Set.of(22), () -> {});
    vault.publishEverywhere(old, retried);
    assertThat(traces.brought(retried.commit().backup())).isPresent();

    // When
    vault.begin(retried, old);
    vault.applyEverywhere();

    // Then
    assertThat(prove(retried, Optional.of(ProofRequest.broughtBy(retried.manifest()))).findings())
        .isNotEmpty();
    assertThat(traces.brought(retried.commit().backup())).isEmpty();
    assertThat(prove(retried, traces.brought(retried.commit().backup())).isProven()).isTrue();
    assertThat(traces.isForgotten(old.commit().snapshot())).isTrue();
    assertThat(traces.isForgotten(retried.commit().snapshot())).isFalse();
  }
}
