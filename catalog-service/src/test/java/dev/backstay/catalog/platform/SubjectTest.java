package dev.backstay.catalog.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.policy.PolicyReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SubjectTest {
  private static final SourceName NAME = new SourceName("orders");

  @Test
  void definitionsAloneNeverBringASourceBack() {
    assertThat(subject("schedule: {schema: '0 * * * *'}").restoring())
        .contains(BackupKind.FULL, BackupKind.INCREMENTAL)
        .doesNotContain(BackupKind.SCHEMA, BackupKind.WAL);
  }

  @Test
  void dumpsOfChosenTablesCountOnlyWhereNothingElseIsScheduled() {
    String chosen = "logical: {tables: [public.orders]}\n    ";
    assertThat(subject(chosen + "schedule: {logical: '0 * * * *'}").restoring())
        .contains(BackupKind.LOGICAL);
    assertThat(subject(chosen + "schedule: {logical: '0 * * * *', full: '0 0 * * *'}").restoring())
        .containsExactlyInAnyOrder(BackupKind.FULL, BackupKind.INCREMENTAL);
    assertThat(subject("schedule: {logical: '0 * * * *', full: '0 0 * * *'}").restoring())
        .contains(BackupKind.LOGICAL);
  }

  @Test
  void onlyDestinationsThatThePolicyNamesCount() {
    assertThat(subject("schedule: {full: '0 0 * * *'}").counts(new DestinationName("near")))
        .isTrue();
    assertThat(subject("schedule: {full: '0 0 * * *'}").counts(new DestinationName("gone")))
        .isFalse();
    assertThat(new Subject(NAME, Optional.empty()).counts(new DestinationName("gone"))).isTrue();
  }

  private static Subject subject(String keys) {
    String policy =
        """
        vault:
          password: ${env:PASSWORD}
        destinations:
          near: {kind: local, path: /srv/near}
        sources:
          orders:
            kind: postgres
            url: ${env:ORDERS_URL}
            %s
        """
            .formatted(keys);
    return new Subject(
        NAME,
        new PolicyReader()
            .read("backstay.yaml", policy.getBytes(StandardCharsets.UTF_8))
            .orThrow()
            .source(NAME));
  }
}
