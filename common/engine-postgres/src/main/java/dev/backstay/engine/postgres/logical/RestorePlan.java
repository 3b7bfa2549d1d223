package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.logical.DumpedDatabase.Extension;
import dev.backstay.engine.postgres.logical.RestoreOrder.Existing;
import dev.backstay.engine.postgres.logical.RestoreStep.Analyze;
import dev.backstay.engine.postgres.logical.RestoreStep.Compare;
import dev.backstay.engine.postgres.logical.RestoreStep.Create;
import dev.backstay.engine.postgres.logical.RestoreStep.Load;
import dev.backstay.engine.postgres.logical.RestoreStep.Replace;
import dev.backstay.engine.postgres.logical.RestoreStep.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides how a whole database is restored, or why it cannot be, before anything is changed. A
 * database that is to be dropped goes last, when another one is whole that takes its place.
 */
final class RestorePlan {
  /** Keeps its own catalog in ordinary tables, so it must be told that a restore is on its way. */
  private static final String TIMESCALE = "timescaledb";

  private RestorePlan() {}

  /** Whether a database is restored beside the one that it is to replace. */
  static boolean replaces(RestoreOrder order, TargetFacts target) {
    return target.exists() && order.existing() == Existing.DROP;
  }

  /**
   * The steps.
   *
   * @param database that is restored to: the target's own, unless that is replaced
   */
  static List<RestoreStep> of(
      DumpedDatabase dumped, RestoreOrder order, TargetFacts target, String database) {
    refuseUnfit(dumped, order, target);
    boolean create = !target.exists() || replaces(order, target);
    List<RestoreStep> steps = new ArrayList<>();
    if (create) {
      steps.add(new Create(DatabaseForms.creation(dumped.form(), database, order.owners())));
    }
    Optional<Extension> timescale =
        dumped.extensions().stream().filter(each -> each.name().equals(TIMESCALE)).findFirst();
    timescale.ifPresent(extension -> steps.add(new Run(before(extension))));
    boolean replace = target.exists() && order.existing() == Existing.REPLACE;
    // Its catalog has circular foreign keys, which parallel loading violates.
    steps.add(new Load(replace, timescale.isPresent() ? 1 : order.jobs()));
    timescale.ifPresent(
        extension -> steps.add(new Run(List.of(call(extension, "timescaledb_post_restore")))));
    if (create) {
      List<String> properties =
          DatabaseForms.properties(dumped.form(), database, order.privileges());
      if (!properties.isEmpty()) {
        steps.add(new Run(properties));
      }
    }
    steps.add(new Analyze());
    steps.add(new Compare());
    if (replaces(order, target)) {
      steps.add(new Replace(order.target().database()));
    }
    return List.copyOf(steps);
  }

  /** The extension comes first, in exactly the dump's version: its catalog is among the rows. */
  private static List<String> before(Extension extension) {
    return List.of(
        "CREATE EXTENSION IF NOT EXISTS %s SCHEMA %s VERSION %s"
            .formatted(
                TableName.quoted(extension.name()),
                TableName.quoted(extension.schema()),
                DatabaseForms.literal(extension.version())),
        call(extension, "timescaledb_pre_restore"));
  }

  private static String call(Extension extension, String function) {
    return "SELECT %s.%s()".formatted(TableName.quoted(extension.schema()), function);
  }

  private static void refuseUnfit(DumpedDatabase dumped, RestoreOrder order, TargetFacts target) {
    List<String> missing =
        dumped.extensions().stream()
            .filter(each ->
                each.name().equals(TIMESCALE) ? !target.offersVersion(each) : !target.offers(each))
            .map(each -> each.name() + " " + each.version())
            .toList();
    if (!missing.isEmpty()) {
      throw unfit(
          "%s cannot create the extensions %s of database '%s'"
              .formatted(target.address(), missing, dumped.name()));
    }
    refuseMissingRoles(dumped, order, target);
    if (target.exists()) {
      refuseOccupied(order, target);
    }
  }

  /** Without them, objects would silently belong to whoever restores. */
  static void refuseMissingRoles(DumpedDatabase dumped, RestoreOrder order, TargetFacts target) {
    if (order.owners() || order.privileges()) {
      List<String> roles =
          dumped.roles().stream().filter(role -> !target.roles().contains(role)).toList();
      if (!roles.isEmpty()) {
        throw unfit(
            "%s lacks the roles %s of database '%s': restore the globals first, or restore without owners and privileges"
                .formatted(target.address(), roles, dumped.name()));
      }
    }
  }

  private static void refuseOccupied(RestoreOrder order, TargetFacts target) {
    switch (order.existing()) {
      case KEEP -> {
        if (target.objects() > 0) {
          throw unfit(
              "%s holds %d tables, functions and the like: name another database, or say that it is to be dropped or its objects replaced"
                  .formatted(target.address(), target.objects()));
        }
      }
      case DROP ->
          target.requireConfirmation(
              order.confirmation(),
              order.target().database(),
              "drop the database '%s' with its %d tables, functions and the like"
                  .formatted(order.target().database(), target.objects()));
      case REPLACE ->
          target.requireConfirmation(
              order.confirmation(),
              order.target().database(),
              "replace in the database '%s' every object that is in the dump"
                  .formatted(order.target().database()));
    }
  }

  private static BackstayException unfit(String what) {
    return new BackstayException(ErrorCode.TARGET_UNFIT, what + "; nothing was changed");
  }
}
