package dev.backstay.engine.postgres.logical;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.engine.postgres.logical.Bystanders.Belonging;
import dev.backstay.engine.postgres.logical.Bystanders.Heir;
import dev.backstay.engine.postgres.logical.Bystanders.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ReplacementTest {
  private static final TableName ORDERS = name("public", "orders");
  private static final TableName KEPT = name("public", "kept");

  private static TableName name(String schema, String name) {
    return new TableName(schema, name);
  }

  private static ArchiveEntry entry(String kind, String label) {
    return new ArchiveEntry(1, 1259, 1, kind, label, List.of());
  }

  private static Replacement of(Set<TableName> tables, boolean whole, ArchiveEntry... entries) {
    return new Replacement(tables, List.of(entries), whole);
  }

  private static Bystanders belongings(Belonging... all) {
    return new Bystanders(List.of(), List.of(all));
  }

  private static Belonging belonging(Kind kind, String name, TableName owner) {
    return new Belonging(kind, name("public", name), Optional.of(owner));
  }

  @Test
  void heirsAreFoundHoweverFarBelowAndThoseThatComeBackAreNone() {
    // Given
    TableName part = name("public", "orders_1");
    TableName foreign = name("public", "far");
    var there =
        new Bystanders(
            List.of(
                new Heir(part, KEPT),
                new Heir(ORDERS, part),
                new Heir(ORDERS, foreign),
                new Heir(name("other", "orders"), name("other", "heir"))),
            List.of());

    // Then
    assertThat(of(Set.of(ORDERS), false).dropped(there)).containsExactly(foreign, KEPT, part);
    assertThat(of(Set.of(ORDERS, part), false).dropped(there)).containsExactly(foreign, KEPT);
    assertThat(
            of(Set.of(ORDERS, part, KEPT), true, entry("FOREIGN TABLE", "public far boss"))
                .dropped(there))
        .isEmpty();
  }

  @Test
  void namesAreKnownByTheirLabelsWhateverIsInThem() {
    // Given
    TableName odd = name("My Shop", "the orders");
    Replacement replacement =
        of(
            Set.of(odd),
            false,
            entry("INDEX", "My Shop by the day boss"),
            entry("CONSTRAINT", "My Shop the orders the key boss"),
            entry("INDEX", "public unrelated boss"));
    Belonging index = new Belonging(Kind.INDEX, name("My Shop", "by the day"), Optional.of(KEPT));
    Belonging key = new Belonging(Kind.INDEX, name("My Shop", "the key"), Optional.of(KEPT));

    // Then
    assertThat(
            replacement.taken(
                belongings(
                    index,
                    key,
                    new Belonging(Kind.INDEX, name("My Shop", "by the day"), Optional.of(odd)),
                    new Belonging(Kind.SEQUENCE, name("My Shop", "the key"), Optional.of(KEPT)),
                    new Belonging(Kind.INDEX, name("My Shop", "another"), Optional.of(KEPT)))))
        .containsExactly(index, key);
  }

  @Test
  void sequenceOfNoTableIsReplacedOnlyWithItsWholeDatabase() {
    var free = new Belonging(Kind.SEQUENCE, name("public", "numbers"), Optional.empty());
    ArchiveEntry numbers = entry("SEQUENCE", "public numbers boss");

    assertThat(of(Set.of(ORDERS), false, numbers).taken(belongings(free))).containsExactly(free);
    assertThat(of(Set.of(ORDERS), true, numbers).taken(belongings(free))).isEmpty();
  }

  @Test
  void indexOfAReplacedMaterializedViewIsItsOwn() {
    Replacement replacement =
        of(
            Set.of(),
            true,
            entry("MATERIALIZED VIEW", "public totals boss"),
            entry("INDEX", "public totals_n boss"));

    assertThat(
            replacement.taken(
                belongings(belonging(Kind.INDEX, "totals_n", name("public", "totals")))))
        .isEmpty();
    assertThat(replacement.taken(belongings(belonging(Kind.INDEX, "totals_n", KEPT)))).hasSize(1);
  }
}
