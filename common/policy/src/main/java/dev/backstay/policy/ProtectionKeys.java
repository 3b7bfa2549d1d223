package dev.backstay.policy;

import static dev.backstay.contract.policy.SourceKind.BUCKET;
import static dev.backstay.contract.policy.SourceKind.FILES;
import static dev.backstay.contract.policy.SourceKind.POSTGRES;
import static dev.backstay.contract.policy.SourceKind.REDIS;

import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.BlackoutWindow;
import dev.backstay.contract.policy.CronExpression;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.Drills;
import dev.backstay.contract.policy.Objective;
import dev.backstay.contract.policy.Objectives;
import dev.backstay.contract.policy.Protection;
import dev.backstay.contract.policy.Scenario;
import dev.backstay.contract.policy.Schedule;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The keys that say how a source is protected; those of {@code defaults} and of every source. */
final class ProtectionKeys {
  static final Key<List<DestinationName>> DESTINATIONS =
      Key.of("destinations", Forms.someOf(Forms.destination()), "Which destinations it is kept at.")
          .otherwise("every destination");

  static final Key<CronExpression> FULL =
      Key.of("full", Forms.cron(), "When everything is read again, trusting no hint of change.")
          .otherwise("on request only");
  static final Key<CronExpression> INCREMENTAL =
      Key.of("incremental", Forms.cron(), "When what changed is read.")
          .otherwise("on request only")
          .onlyFor(FILES, POSTGRES, BUCKET);
  static final Key<CronExpression> LOGICAL =
      Key.of("logical", Forms.cron(), "When databases and tables are dumped.")
          .otherwise("on request only")
          .onlyFor(POSTGRES);
  static final Key<CronExpression> SCHEMA =
      Key.of("schema", Forms.cron(), "When definitions are dumped without rows.")
          .otherwise("on request only")
          .onlyFor(POSTGRES);
  static final Key<ZoneId> TIME_ZONE =
      Key.of("time-zone", Forms.timeZone(), "What all times of the source are meant in.")
          .orElse("UTC");
  static final Key<List<DayOfWeek>> DAYS =
      Key.of("days", Forms.someOf(Forms.choice(DayOfWeek.class)), "Days on which it begins.")
          .orElse(List.of(DayOfWeek.values()), "every day");
  static final Key<LocalTime> FROM = Key.of("from", Forms.time(), "When it begins.").asRequired();
  static final Key<LocalTime> UNTIL =
      Key.of("until", Forms.time(), "When it ends; before `from` it means the next day.")
          .asRequired();
  static final Section<BlackoutWindow> WINDOW =
      new Section<>(
          "A time in which no scheduled backup starts.",
          List.of(FROM, UNTIL, DAYS),
          window ->
              new BlackoutWindow(
                  Set.copyOf(window.get(DAYS)), window.get(FROM), window.get(UNTIL)));
  static final Key<List<BlackoutWindow>> BLACKOUT =
      Key.of("blackout", Forms.listOf(WINDOW), "Times in which no scheduled backup starts.")
          .orElse(List.of(), "none");
  static final Key<Schedule> SCHEDULE =
      Key.of(
              "schedule",
              new Section<>(
                      "When backups are made, by kind of backup.",
                      List.of(FULL, INCREMENTAL, LOGICAL, SCHEMA, TIME_ZONE, BLACKOUT),
                      ProtectionKeys::schedule)
                  .without(
                      "wal",
                      "WAL is captured continuously and has no schedule; see 'wal' of the source"),
              "When backups are made.")
          .otherwise("on request only");

  static final Key<Duration> RPO =
      Key.of("rpo", Forms.duration(), "How much of the newest data may be lost.")
          .otherwise("nothing is promised");
  static final Key<Duration> RTO =
      Key.of("rto", Forms.duration(), "How long recovery may take.")
          .otherwise("nothing is promised");
  static final Map<Scenario, Key<Objective>> SCENARIOS = scenarios();
  static final Key<Objectives> OBJECTIVES =
      Key.of(
              "objectives",
              new Section<>(
                  "What is promised after a loss; measured continuously.",
                  objectiveKeys(),
                  ProtectionKeys::objectives),
              "What is promised after a loss.")
          .otherwise("nothing is promised");

  static final Key<Boolean> DRILLS_ENABLED =
      Key.of("enabled", Forms.flag(), "Whether recovery is rehearsed by itself.").orElse("true");
  static final Key<CronExpression> DRILLS_DUE =
      Key.of("due", Forms.cron(), "When, in the time zone of the schedule.").orElse("0 3 1 * *");
  static final Key<Drills> DRILLS =
      Key.of(
              "drills",
              new Section<>(
                  "Rehearsals of recovery: restored, checked, measured, recorded.",
                  List.of(DRILLS_ENABLED, DRILLS_DUE),
                  drills -> new Drills(drills.get(DRILLS_ENABLED), drills.get(DRILLS_DUE))),
              "When recovery is rehearsed.")
          .otherwise("its defaults");

  static final List<Key<?>> ALL =
      List.of(
          DESTINATIONS,
          SCHEDULE,
          KeepingKeys.RETENTION,
          OBJECTIVES,
          KeepingKeys.VERIFICATION,
          DRILLS);

  static final Section<Protection> SECTION =
      new Section<>(
          "How a source is protected. What a source leaves out is taken from `defaults`, key by"
              + " key; what both leave out has the default named here. A list is taken whole,"
              + " never merged.",
          ALL,
          ProtectionKeys::build);

  private ProtectionKeys() {}

  static Protection build(Layer<?> source) {
    return new Protection(
        source.get(DESTINATIONS),
        source.get(SCHEDULE),
        source.get(KeepingKeys.RETENTION),
        source.get(OBJECTIVES),
        source.get(KeepingKeys.VERIFICATION),
        source.get(DRILLS));
  }

  private static Schedule schedule(Layer<?> schedule) {
    Map<BackupKind, CronExpression> due = new EnumMap<>(BackupKind.class);
    schedule.find(FULL).ifPresent(cron -> due.put(BackupKind.FULL, cron));
    schedule.find(INCREMENTAL).ifPresent(cron -> due.put(BackupKind.INCREMENTAL, cron));
    schedule.find(LOGICAL).ifPresent(cron -> due.put(BackupKind.LOGICAL, cron));
    schedule.find(SCHEMA).ifPresent(cron -> due.put(BackupKind.SCHEMA, cron));
    return new Schedule(due, schedule.get(TIME_ZONE), schedule.get(BLACKOUT));
  }

  private static Objectives objectives(Layer<?> objectives) {
    Map<Scenario, Objective> exceptions = new EnumMap<>(Scenario.class);
    SCENARIOS.forEach((scenario, key) ->
        objectives.find(key).ifPresent(promise -> exceptions.put(scenario, promise)));
    return new Objectives(objective(objectives), exceptions);
  }

  private static Objective objective(Layer<?> objective) {
    return new Objective(objective.find(RPO), objective.find(RTO));
  }

  private static List<Key<?>> objectiveKeys() {
    List<Key<?>> keys = new ArrayList<>(List.of(RPO, RTO));
    keys.addAll(SCENARIOS.values());
    return keys;
  }

  private static Map<Scenario, Key<Objective>> scenarios() {
    Map<Scenario, Key<Objective>> keys = new EnumMap<>(Scenario.class);
    Section<Objective> section =
        new Section<>(
            "What is promised in this scenario.",
            List.of(RPO.otherwise("that of `objectives`"), RTO.otherwise("that of `objectives`")),
            ProtectionKeys::objective);
    for (Scenario scenario : Scenario.values()) {
      Key<Objective> key =
          Key.of(
                  Forms.written(scenario),
                  section,
                  "`rpo` and `rto` after " + inWords(scenario) + ".")
              .otherwise("`rpo` and `rto` above");
      keys.put(
          scenario,
          switch (scenario) {
            case SINGLE_TABLE -> key.onlyFor(POSTGRES);
            case DATABASE_CORRUPTION -> key.onlyFor(POSTGRES, REDIS);
            case SERVER_LOSS, SITE_LOSS, ACCIDENTAL_DELETION -> key;
          });
    }
    return keys;
  }

  private static String inWords(Scenario scenario) {
    return switch (scenario) {
      case SINGLE_TABLE -> "the loss of a single table";
      case DATABASE_CORRUPTION -> "corruption of the database";
      case SERVER_LOSS -> "the loss of the server";
      case SITE_LOSS -> "the loss of the site with everything local";
      case ACCIDENTAL_DELETION -> "an accidental deletion";
    };
  }
}
