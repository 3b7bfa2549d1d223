package dev.backstay.engine.postgres.logical;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What belongs to a table, told from the list of a real archive. */
final class TablePartsTest {
  private static final String LISTING =
      """
      ;
      ; Archive created at 2026-11-20 11:46:57 UTC
      ;     TOC Entries: 42
      ;
      6; 2615 16385 SCHEMA - DATA postgres
      225; 1255 16436 FUNCTION public trg() postgres
      220; 1259 16409 TABLE public child postgres
      219; 1259 16408 SEQUENCE public child_id_seq postgres
      ;	depends on: 220
      3406; 0 0 SEQUENCE OWNED BY public child_id_seq postgres
      ;	depends on: 219
      218; 1259 16401 TABLE public parent postgres
      224; 1259 16432 MATERIALIZED VIEW public mv postgres
      ;	depends on: 218
      221; 1259 16421 TABLE public part postgres
      222; 1259 16424 TABLE public part1 postgres
      ;	depends on: 221
      230; 1259 16500 TABLE DATA orders postgres
      ;	depends on: 6
      3228; 0 0 TABLE ATTACH public part1 postgres
      ;	depends on: 222 221
      3232; 2604 16412 DEFAULT public child id postgres
      ;	depends on: 220 219 220
      3233; 2604 16413 DEFAULT public parent shared postgres
      ;	depends on: 219 218
      3393; 0 16409 TABLE DATA public child postgres
      ;	depends on: 220
      3391; 0 16401 TABLE DATA public parent postgres
      ;	depends on: 218
      3394; 0 16424 TABLE DATA public part1 postgres
      ;	depends on: 222
      3408; 0 0 SEQUENCE SET public child_id_seq postgres
      ;	depends on: 219
      3238; 2606 16414 CONSTRAINT public child child_id_key postgres
      ;	depends on: 220
      3236; 2606 16407 CONSTRAINT public parent parent_pkey postgres
      ;	depends on: 218
      3240; 1259 16427 INDEX public part_id_idx postgres
      ;	depends on: 221
      3241; 1259 16428 INDEX public part1_id_idx postgres
      ;	depends on: 3240 222 222
      3242; 0 0 INDEX ATTACH public part1_id_idx postgres
      ;	depends on: 3241 3240 222 221
      3244; 2620 16437 TRIGGER public child tr postgres
      ;	depends on: 225 220
      3243; 2606 16415 FK CONSTRAINT public child child_pid_fkey postgres
      ;	depends on: 220 3236 218
      """;

  private final ArchiveListing listing = ArchiveListing.parse(LISTING.lines());

  private TableParts parts(DumpedTable... tables) {
    return TableParts.of(listing, List.of(tables));
  }

  private static DumpedTable table(long oid, String name) {
    return new DumpedTable(
        oid, new TableName("public", name), OptionalLong.of(0), Optional.empty());
  }

  private static List<Integer> ids(List<ArchiveEntry> entries) {
    return entries.stream().map(ArchiveEntry::id).toList();
  }

  @Test
  void tableTakesItsSequenceDefaultRowsConstraintAndTrigger() {
    // When
    TableParts child = parts(table(16409, "child"));

    // Then
    assertThat(ids(child.entries())).containsExactly(220, 219, 3406, 3232, 3393, 3408, 3238, 3244);
    assertThat(ids(child.foreignKeys())).containsExactly(3243);
    assertThat(child.ownForeignKeys()).isEmpty();
    assertThat(child.files()).containsExactly("3393.dat");
  }

  @Test
  void foreignKeyBelongsToTheTableThatHasItAlone() {
    assertThat(parts(table(16401, "parent")).foreignKeys()).isEmpty();
    assertThat(ids(parts(table(16401, "parent")).entries())).containsExactly(218, 3233, 3391, 3236);
    assertThat(ids(parts(table(16401, "parent"), table(16409, "child")).ownForeignKeys()))
        .containsExactly(3243);
  }

  @Test
  void partitionedTableTakesItsPartitions() {
    TableParts part = parts(table(16421, "part"));

    assertThat(part.oids()).containsExactlyInAnyOrder(16421L, 16424L);
    assertThat(ids(part.entries())).containsExactly(221, 222, 3228, 3394, 3240, 3241, 3242);
  }

  @Test
  void partitionAloneIsATableOfItsOwn() {
    TableParts part = parts(table(16424, "part1"));

    assertThat(part.oids()).containsExactly(16424L);
    assertThat(ids(part.entries())).startsWith(222, 3394).doesNotContain(3228, 221);
  }

  @Test
  void schemaNamedAsAKindIsNoKind() {
    assertThat(listing.entries())
        .filteredOn(entry -> entry.oid() == 16500)
        .singleElement()
        .satisfies(entry -> assertThat(entry.kind()).isEqualTo("TABLE"));
  }
}
