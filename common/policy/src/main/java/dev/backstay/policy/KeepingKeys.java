package dev.backstay.policy;

import static dev.backstay.contract.policy.SourceKind.POSTGRES;
import static dev.backstay.contract.policy.SourceKind.REDIS;

import dev.backstay.contract.policy.Retention;
import dev.backstay.contract.policy.Retention.Generations;
import dev.backstay.contract.policy.ValidationQuery;
import dev.backstay.contract.policy.Verification;
import dev.backstay.contract.policy.VerificationLevel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** The keys that say how long backups are kept and how far they are proven. */
final class KeepingKeys {
  /** A century, in days: more is a slip. */
  private static final int MAX_KEPT = 36_600;

  static final Key<Integer> KEEP_DAYS = kept("keep-days", "Every backup of so many days.", "30");
  static final Key<Integer> KEEP_LAST =
      kept("keep-last", "So many of the newest backups, however old.", "1");
  static final Key<Integer> KEEP_DAILY =
      kept("keep-daily", "The last backup of each of the newest days that have one.", "7");
  static final Key<Integer> KEEP_WEEKLY =
      kept("keep-weekly", "The last backup of each of the newest weeks.", "4");
  static final Key<Integer> KEEP_MONTHLY =
      kept("keep-monthly", "The last backup of each of the newest months.", "12");
  static final Key<Integer> KEEP_YEARLY =
      kept("keep-yearly", "The last backup of each of the newest years.", "0");
  static final Key<List<String>> KEEP_TAGS =
      Key.of(
              "keep-tags",
              Forms.listOf(Forms.text("a tag", "[A-Za-z0-9][A-Za-z0-9._:=-]{0,62}")),
              "Backups with one of these tags.")
          .orElse(List.of(), "none");
  static final Key<Integer> KEEP_STREAM_DAYS =
      Key.of(
              "keep-stream-days",
              Forms.count(0, MAX_KEPT),
              "How long the stream of changes is kept, so that any instant can be restored.")
          .orElse("30")
          .onlyFor(POSTGRES, REDIS);
  static final Key<Boolean> LEGAL_HOLD =
      Key.of(
              "legal-hold",
              Forms.flag(),
              "Whether nothing more is let go of. A prune that was asked for before goes on.")
          .orElse("false");
  static final Key<Retention> RETENTION =
      Key.of(
              "retention",
              new Section<>(
                  "Which backups are kept: each that at least one rule keeps. The last verified"
                      + " backup of a source is never removed.",
                  List.of(
                      KEEP_DAYS,
                      KEEP_LAST,
                      KEEP_DAILY,
                      KEEP_WEEKLY,
                      KEEP_MONTHLY,
                      KEEP_YEARLY,
                      KEEP_TAGS,
                      KEEP_STREAM_DAYS,
                      LEGAL_HOLD),
                  KeepingKeys::retention),
              "Which backups are kept.")
          .otherwise("its defaults");

  static final Key<VerificationLevel> EVERY_BACKUP =
      Key.of("every-backup", level(), "Level of each backup at each destination.").orElse("L1");
  static final Key<VerificationLevel> NEWEST =
      Key.of("newest", level(), "Level of the newest backup.")
          .otherwise("`L2`, or `L3` where there are queries");
  static final Key<Duration> NEWEST_EVERY =
      Key.of("newest-every", Forms.duration(), "How often the newest backup is proven that far.")
          .orElse("24h");
  static final Key<String> QUERY_NAME = Key.of("name", Forms.text(), "What it shows.").asRequired();
  static final Key<String> QUERY_DATABASE =
      Key.of("database", Forms.text(), "Database to ask in.").otherwise("that of the source's url");
  static final Key<String> QUERY_SQL =
      Key.of("sql", Forms.text(), "A statement that returns a single value.").asRequired();
  static final Key<String> QUERY_EXPECT =
      Key.of("expect", Forms.text(), "That value, as text.").asRequired();
  static final Section<ValidationQuery> QUERY =
      new Section<>(
          "A question to the restored server.",
          List.of(QUERY_NAME, QUERY_DATABASE, QUERY_SQL, QUERY_EXPECT),
          query ->
              new ValidationQuery(
                  query.get(QUERY_NAME),
                  query.find(QUERY_DATABASE),
                  query.get(QUERY_SQL),
                  query.get(QUERY_EXPECT)));
  static final Key<List<ValidationQuery>> QUERIES =
      Key.of("queries", Forms.listOf(QUERY), "What level L3 asks the restored server.")
          .orElse(List.of(), "none")
          .onlyFor(POSTGRES);
  static final Key<Verification> VERIFICATION =
      Key.of(
              "verification",
              new Section<>(
                  "How far backups are proven. L0: the stored bytes match. L1: they decrypt and"
                      + " are sound. L2: restored, and a real server starts. L3: it answers the"
                      + " queries as expected.",
                  List.of(EVERY_BACKUP, NEWEST, NEWEST_EVERY, QUERIES),
                  KeepingKeys::verification),
              "How far backups are proven.")
          .otherwise("its defaults");

  private KeepingKeys() {}

  private static Key<Integer> kept(String name, String doc, String number) {
    return Key.of(name, Forms.count(0, MAX_KEPT), doc).orElse(number);
  }

  private static ScalarForm<VerificationLevel> level() {
    SequencedMap<String, VerificationLevel> levels = new LinkedHashMap<>();
    for (VerificationLevel level : VerificationLevel.values()) {
      levels.put(level.name(), level);
    }
    return Forms.choice(levels);
  }

  private static Retention retention(Layer<?> retention) {
    return new Retention(
        retention.get(KEEP_DAYS),
        retention.get(KEEP_LAST),
        new Generations(
            retention.get(KEEP_DAILY),
            retention.get(KEEP_WEEKLY),
            retention.get(KEEP_MONTHLY),
            retention.get(KEEP_YEARLY)),
        retention.get(KEEP_TAGS),
        retention.get(KEEP_STREAM_DAYS),
        retention.get(LEGAL_HOLD));
  }

  private static Verification verification(Layer<?> verification) {
    List<ValidationQuery> queries = verification.get(QUERIES);
    VerificationLevel usual = queries.isEmpty() ? VerificationLevel.L2 : VerificationLevel.L3;
    return new Verification(
        verification.get(EVERY_BACKUP),
        verification.find(NEWEST).orElse(usual),
        verification.get(NEWEST_EVERY),
        queries);
  }
}
