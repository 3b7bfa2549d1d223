package dev.backstay.pipeline.postgres.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.policy.ValidationQuery;
import dev.backstay.contract.policy.VerificationLevel;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.pipeline.proof.PostgresRestoreProof;
import dev.backstay.pipeline.proof.ProofFinding;
import dev.backstay.pipeline.proof.RestoreProof;
import dev.backstay.postgres.fixture.TestPrograms;
import dev.backstay.vault.BlobId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("system")
class PostgresRestoreProofTest {
  @TempDir Path directory;

  private Path scratch() {
    return directory.resolve("scratch");
  }

  private RestoreProof proof(int major) {
    return new PostgresRestoreProof(
        scratch(), List.of(TestPrograms.of(major).folder()), InstantSource.system());
  }

  private static RestoreProof.Rehearsal rehearsal(
      HeldCluster held, BlobId base, ValidationQuery... queries) {
    return new RestoreProof.Rehearsal(
        held.vault,
        held.vault.snapshots().read(base),
        queries.length == 0 ? VerificationLevel.L2 : VerificationLevel.L3,
        List.of(queries));
  }

  private static ValidationQuery query(String name, String sql, String expect) {
    return new ValidationQuery(name, Optional.empty(), sql, expect);
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 17})
  void aGoodBackupStartsAndAnswers(int major) {
    try (var held = new HeldCluster(directory.resolve("c"), major)) {
      // Given
      held.cluster.sql("CREATE TABLE told AS SELECT generate_series(1, 1000) n");
      BlobId base = held.base();

      // When
      RestoreProof.Evidence evidence =
          proof(major)
              .run(
                  rehearsal(
                      held,
                      base,
                      query("all rows", "SELECT count(*) FROM told", "1000"),
                      query("wrong", "SELECT max(n) FROM told", "1001"),
                      query("broken", "SELECT nothing FROM nowhere", "1")));

      // Then
      assertThat(evidence.findings())
          .extracting(ProofFinding::level, ProofFinding::object)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(VerificationLevel.L3, "query wrong"),
              org.assertj.core.groups.Tuple.tuple(VerificationLevel.L3, "query broken"));
      assertThat(evidence.checks())
          .anyMatch(check -> check.contains("checksums of"))
          .anyMatch(check -> check.contains("'all rows' gave the expected answer"));
      assertThat(scratch()).isEmptyDirectory();
    }
  }

  @Test
  void aRottenPageIsAFindingThatNamesFileAndBlock() throws IOException {
    try (var held = new HeldCluster(directory.resolve("c"), 15)) {
      // Given
      held.cluster.sql("CREATE TABLE told AS SELECT generate_series(1, 10000) n");
      String path = held.cluster.value("SELECT pg_relation_filepath('told')");
      held.cluster.stop();
      try (var file = new RandomAccessFile(held.cluster.data().resolve(path).toFile(), "rw")) {
        file.seek(3 * 8192 + 5000);
        file.write(42);
      }
      held.cluster.start();
      BlobId base = held.base();

      // When
      RestoreProof.Evidence evidence = proof(15).run(rehearsal(held, base));

      // Then
      assertThat(evidence.findings())
          .anyMatch(finding ->
              finding.object().equals(path)
                  && finding.what().equals("the checksum of block 3 does not fit"));
      assertThat(scratch()).isEmptyDirectory();
    }
  }

  @Test
  void whatHindersAProofIsNoFinding() {
    try (var held = new HeldCluster(directory.resolve("c"), 18)) {
      // Given
      Lsn from = held.flushed();
      BlobId base = held.base();
      BlobId log = held.rollUp(1, from, held.flushed(), held.now());
      var unequipped = new PostgresRestoreProof(scratch(), List.of(), InstantSource.system());

      // Then
      assertThatThrownBy(() -> unequipped.run(rehearsal(held, base)))
          .hasMessageContaining("PostgreSQL 18")
          .isInstanceOfSatisfying(
              BackstayException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.PROGRAM_MISSING));
      assertThatThrownBy(() -> proof(18).run(rehearsal(held, log)))
          .isInstanceOfSatisfying(
              BackstayException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.LEVEL_UNSUPPORTED));
      ValidationQuery cut = query("cut", "SELECT pg_terminate_backend(pg_backend_pid())", "t");
      assertThatThrownBy(() -> proof(18).run(rehearsal(held, base, cut)))
          .isInstanceOfSatisfying(
              BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.START_FAILED));
      assertThat(scratch()).isEmptyDirectory();
    }
  }
}
