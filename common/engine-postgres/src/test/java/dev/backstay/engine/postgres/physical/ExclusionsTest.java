package dev.backstay.engine.postgres.physical;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExclusionsTest {
  @ParameterizedTest
  @CsvSource({
    "'', postmaster.pid",
    "'', backup_label.old",
    "'', standby.signal",
    "base/5, pg_internal.init",
    "global, pg_internal.init.1234",
    "base, pgsql_tmp",
    "pg_tblspc/16400/PG_17_202406281, pgsql_tmp",
    "base/5, t3_16384",
    "base/5, t12_16384_fsm.1",
    "pg_tblspc/16400/PG_17_202406281/5, t3_16384"
  })
  void whatTheServerMakesAnewIsLeftOut(String directory, String name) {
    assertThat(Exclusions.leavesOut(directory, name)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "'', postgresql.auto.conf",
    "'', PG_VERSION",
    "base/5, 16384",
    "base/5, postmaster.pid",
    "pg_stat, t3_16384",
    "log, postmaster.pid",
    "base/5, tablespace_map"
  })
  void everythingElseIsKept(String directory, String name) {
    assertThat(Exclusions.leavesOut(directory, name)).isFalse();
  }

  @Test
  void ofAnUnloggedRelationOnlyItsInitForkIsKept() {
    // Given
    List<String> names = List.of("100", "100.1", "100_fsm", "100_init", "1001", "200", "200_vm");

    // When
    Set<String> unlogged = Exclusions.unlogged("base/5", names);

    // Then
    assertThat(names)
        .filteredOn(name -> !Exclusions.isReset(name, unlogged))
        .containsExactly("100_init", "1001", "200", "200_vm");
    assertThat(Exclusions.unlogged("pg_stat", names)).isEmpty();
  }
}
