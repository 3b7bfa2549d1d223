package dev.backstay.catalog.health;

import dev.backstay.catalog.health.Health.Reason;
import dev.backstay.catalog.projection.Fact;
import dev.backstay.catalog.projection.SourceRecord;
import dev.backstay.catalog.projection.SourceRecord.Flaws;
import dev.backstay.catalog.projection.SourceRecord.LastSuccess;
import dev.backstay.retention.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Backups that are whole and all the same lack something: what the newest of each series lacks, a
 * restore of it will not bring back.
 */
final class FlawRules {
  private FlawRules() {}

  static List<Reason> of(SourceRecord last) {
    return Arrays.stream(Series.values())
        .flatMap(series ->
            last.successes().stream()
                .filter(success -> Series.of(success.kind()) == series)
                .max(Fact.OLDER_FIRST)
                .stream())
        .flatMap(success -> reasons(last, success).stream())
        .toList();
  }

  private static List<Reason> reasons(SourceRecord last, LastSuccess success) {
    List<Reason> reasons = new ArrayList<>();
    Flaws flaws = success.flaws();
    if (flaws.badPages()) {
      reasons.add(
          Reason.critical(
              ("%s: backup %s holds bad pages, as the server has them: find them in the log of the"
                      + " dumper, restore those tables from an older backup and back up again")
                  .formatted(last.source(), success.backup())));
    }
    if (flaws.unread() > 0) {
      reasons.add(
          Reason.warning(
              ("%s: backup %s lacks files that could not be read (%d): let the dumper read those"
                      + " that its log names, or exclude them, and back up again")
                  .formatted(last.source(), success.backup(), flaws.unread())));
    }
    return reasons;
  }
}
