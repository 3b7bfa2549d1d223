package dev.backstay.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.engine.postgres.RelationFile.Fork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelationFileTest {
  @Test
  void everyPlaceIsRead() {
    assertThat(RelationFile.parse("base/5/16384"))
        .contains(new RelationFile(RelationFile.DEFAULT, 5, 16384, Fork.MAIN, 0));
    assertThat(RelationFile.parse("global/1262_vm"))
        .contains(new RelationFile(RelationFile.GLOBAL, 0, 1262, Fork.VISIBILITY, 0));
    assertThat(RelationFile.parse("pg_tblspc/16400/PG_17_202406281/5/4294967295_fsm.12"))
        .contains(new RelationFile(16400, 5, 4294967295L, Fork.FREE_SPACE, 12));
    assertThat(RelationFile.parse("base/5/16384_init"))
        .contains(new RelationFile(RelationFile.DEFAULT, 5, 16384, Fork.INIT, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "base/5/t3_16384",
        "base/5/PG_VERSION",
        "base/5/pg_filenode.map",
        "global/pg_control",
        "pg_xact/0000",
        "base/5/16384.",
        "base/5/16384_other",
        "base/pgsql_tmp/16384",
        "other/base/5/16384"
      })
  void whatIsNoRelationIsNone(String path) {
    assertThat(RelationFile.parse(path)).isEmpty();
  }
}
