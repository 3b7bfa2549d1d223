package dev.backstay.engine.postgres.logical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.engine.postgres.logical.DumpedDatabase.Extension;
import dev.backstay.engine.postgres.logical.RestoreOrder.Existing;
import dev.backstay.engine.postgres.logical.RestoreStep.Analyze;
import dev.backstay.engine.postgres.logical.RestoreStep.Compare;
import dev.backstay.engine.postgres.logical.RestoreStep.Create;
import dev.backstay.engine.postgres.logical.RestoreStep.Load;
import dev.backstay.engine.postgres.logical.RestoreStep.Replace;
import dev.backstay.engine.postgres.logical.RestoreStep.Run;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RestorePlanTest {
  private static final PostgresAddress TARGET =
      PostgresAddress.parse(Secret.of("postgresql://admin:x@db:5432/orders"));
  private static final Extension TIMESCALE = new Extension("timescaledb", "2.17.2", "public");

  private static DumpedDatabase dumped(Extension... extensions) {
    return new DumpedDatabase(
        "orders",
        new DatabaseForm(
            "orders",
            "shop",
            "UTF8",
            "C",
            "C",
            Optional.empty(),
            -1,
            List.of("work_mem=8MB"),
            Optional.empty()),
        List.of(extensions),
        List.of("shop"),
        List.of(),
        OptionalLong.of(0));
  }

  private static TargetFacts target(boolean exists, long objects, String... extensions) {
    return new TargetFacts(
        TARGET,
        new SystemId(7),
        15,
        "postgres",
        exists,
        objects,
        Set.of("shop"),
        Set.of(extensions));
  }

  private static RestoreOrder order(Existing existing, String confirmation) {
    return new RestoreOrder(
        "orders",
        TARGET,
        new RestoreOrder.Scope.Whole(),
        existing,
        Optional.of(confirmation).filter(words -> !words.isEmpty()),
        true,
        true,
        4);
  }

  private static List<RestoreStep> plan(
      DumpedDatabase dumped, RestoreOrder order, TargetFacts target) {
    return RestorePlan.of(dumped, order, target, order.target().database());
  }

  private static ErrorCode refusal(DumpedDatabase dumped, RestoreOrder order, TargetFacts target) {
    try {
      plan(dumped, order, target);
      throw new AssertionError("it was not refused");
    } catch (BackstayException e) {
      return e.code();
    }
  }

  @Test
  void newDatabaseIsCreatedLoadedAnalyzedAndCompared() {
    assertThat(plan(dumped(), order(Existing.KEEP, ""), target(false, 0)))
        .containsExactly(
            new Create(
                List.of(
                    "CREATE DATABASE \"orders\" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C'"
                        + " LC_CTYPE 'C' CONNECTION LIMIT -1",
                    "ALTER DATABASE \"orders\" OWNER TO \"shop\"")),
            new Load(false, 4),
            new Run(
                List.of(
                    "SELECT set_config('work_mem', '8MB', false)",
                    "ALTER DATABASE \"orders\" SET work_mem FROM CURRENT")),
            new Analyze(),
            new Compare());
  }

  @Test
  void timescaleIsToldBeforeAndAfterAndLoadedByOneConnection() {
    // When
    List<RestoreStep> plan =
        plan(dumped(TIMESCALE), order(Existing.KEEP, ""), target(true, 0, "timescaledb=2.17.2"));

    // Then
    assertThat(plan)
        .startsWith(
            new Run(
                List.of(
                    "CREATE EXTENSION IF NOT EXISTS \"timescaledb\" SCHEMA \"public\" VERSION"
                        + " '2.17.2'",
                    "SELECT \"public\".timescaledb_pre_restore()")),
            new Load(false, 1),
            new Run(List.of("SELECT \"public\".timescaledb_post_restore()")));
  }

  @Test
  void extensionOfAnotherVersionWillDoUnlessItsCatalogIsInTheDump() {
    Extension hstore = new Extension("hstore", "1.8", "public");

    assertThat(plan(dumped(hstore), order(Existing.KEEP, ""), target(false, 0, "hstore=1.9")))
        .isNotEmpty();
    assertThat(refusal(dumped(hstore), order(Existing.KEEP, ""), target(false, 0)))
        .isEqualTo(ErrorCode.TARGET_UNFIT);
    assertThat(
            refusal(
                dumped(TIMESCALE),
                order(Existing.KEEP, ""),
                target(false, 0, "timescaledb=2.18.0")))
        .isEqualTo(ErrorCode.TARGET_UNFIT);
  }

  @Test
  void whatIsThereIsKeptUnlessItsEndIsConfirmedForThisVeryTarget() {
    TargetFacts full = target(true, 12);

    assertThat(refusal(dumped(), order(Existing.KEEP, ""), full)).isEqualTo(ErrorCode.TARGET_UNFIT);
    assertThat(refusal(dumped(), order(Existing.DROP, ""), full))
        .isEqualTo(ErrorCode.CONFIRMATION_NEEDED);
    assertThat(refusal(dumped(), order(Existing.DROP, "orders@8"), full))
        .isEqualTo(ErrorCode.CONFIRMATION_NEEDED);
    assertThat(refusal(dumped(), order(Existing.REPLACE, "other@7"), full))
        .isEqualTo(ErrorCode.CONFIRMATION_NEEDED);
    assertThatThrownBy(() -> plan(dumped(), order(Existing.DROP, ""), full))
        .hasMessageContaining("'orders@7'")
        .hasMessageContaining("12 tables");
    assertThat(plan(dumped(), order(Existing.REPLACE, "orders@7"), full))
        .startsWith(new Load(true, 4));
  }

  @Test
  void whatIsReplacedStaysUntilTheOtherIsWhole() {
    // When
    List<RestoreStep> plan =
        RestorePlan.of(
            dumped(), order(Existing.DROP, "orders@7"), target(true, 12), "backstay_scratch_1");

    // Then
    assertThat(plan).endsWith(new Analyze(), new Compare(), new Replace("orders"));
    assertThat(plan.getFirst())
        .isInstanceOfSatisfying(
            Create.class,
            create ->
                assertThat(create.statements())
                    .allMatch(statement -> statement.contains("DATABASE \"backstay_scratch_1\"")));
    assertThat(plan)
        .contains(
            new Run(
                List.of(
                    "SELECT set_config('work_mem', '8MB', false)",
                    "ALTER DATABASE \"backstay_scratch_1\" SET work_mem FROM CURRENT")));
  }

  @Test
  void missingRolesAreNamedBeforeAnythingIsChanged() {
    TargetFacts bare =
        new TargetFacts(TARGET, new SystemId(7), 15, "postgres", false, 0, Set.of(), Set.of());
    RestoreOrder asOneself =
        new RestoreOrder(
            "orders",
            TARGET,
            new RestoreOrder.Scope.Whole(),
            Existing.KEEP,
            Optional.empty(),
            false,
            false,
            1);

    assertThatThrownBy(() -> plan(dumped(), order(Existing.KEEP, ""), bare))
        .hasMessageContaining("lacks the roles [shop]");
    assertThat(plan(dumped(), asOneself, bare)).isNotEmpty();
  }
}
