package dev.backstay.cli.platform;

import dev.backstay.cli.console.Table;
import dev.backstay.cli.console.World;
import dev.backstay.cli.platform.api.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How the platform is, as people are shown it. */
record PlatformStatus(JsonObject json, World world) {
  HealthState health() {
    return HealthState.of(json.exact("state"));
  }

  List<String> reasons() {
    return json.texts("reasons");
  }

  List<JsonObject> sources() {
    return json.objects("sources");
  }

  List<JsonObject> destinations() {
    return json.objects("destinations");
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("Backstay " + json.text("version") + ": " + health());
    reasons().forEach(reason -> lines.add("  " + reason));
    add(lines, sources(), sourceTable());
    add(lines, streamed(), streamTable());
    add(lines, alarms(), alarmTable());
    add(lines, destinations(), destinationTable());
    add(lines, json.objects("running"), runningTable());
    return lines;
  }

  private static void add(List<String> lines, List<JsonObject> rows, Table table) {
    if (!rows.isEmpty()) {
      lines.add("");
      lines.addAll(table.lines());
    }
  }

  private Table sourceTable() {
    Table table =
        new Table("Source", "Kind", "State", "Last backup", "Age", "Last proof", "Age", "Next due");
    for (JsonObject source : sources()) {
      table.row(
          source.text("name", "source"),
          Words.lower(source.text("kind")),
          source.text("state"),
          Words.time(source.instant("lastBackup"), world),
          Words.age(source.instant("lastBackup"), world),
          Words.time(source.instant("lastProof"), world),
          Words.age(source.instant("lastProof"), world),
          Words.time(source.instant("nextDue"), world));
    }
    return table;
  }

  /** How far each destination holds the stream of each source that has one. */
  private List<JsonObject> streamed() {
    return streams().flatMap(stream -> stream.objects("destinations").stream()).toList();
  }

  private List<JsonObject> alarms() {
    return streams().flatMap(stream -> stream.objects("alarms").stream()).toList();
  }

  private Stream<JsonObject> streams() {
    return sources().stream().map(source -> source.object("stream"));
  }

  private Table streamTable() {
    Table table = new Table("Stream", "Destination", "Behind", "Lag", "Until", "Position");
    streams()
        .forEach(stream ->
            stream
                .objects("destinations")
                .forEach(place ->
                    table.row(
                        stream.text("source"),
                        place.text("destination"),
                        Words.duration(place.exact("behind")),
                        Words.duration(place.exact("lag")),
                        Words.time(place.instant("until"), world),
                        place.text("to"))));
    return table;
  }

  private Table alarmTable() {
    Table table = new Table("Alarm", "Of", "Since", "What", "What to do");
    alarms()
        .forEach(alarm ->
            table.row(
                Words.lower(alarm.text("kind")),
                alarm.text("source")
                    + (alarm.text("destination").isEmpty()
                        ? ""
                        : " at " + alarm.text("destination")),
                Words.time(alarm.instant("at"), world),
                alarm.text("message"),
                alarm.text("remedy")));
    return table;
  }

  private Table destinationTable() {
    Table table = new Table("Destination", "State", "Last upload", "Last proof", "Problem");
    for (JsonObject destination : destinations()) {
      table.row(
          destination.text("name", "destination"),
          Words.lower(destination.text("state")),
          Words.time(destination.instant("lastUpload"), world),
          Words.time(destination.instant("lastProof"), world),
          destination.object("failure").text("message"));
    }
    return table;
  }

  private Table runningTable() {
    Table table = new Table("Running", "Stage", "Done", "Rate", "Left", "Backup");
    for (JsonObject running : json.objects("running")) {
      RunningWork work = RunningWork.of(running);
      table.row(
          work.source(), work.place(), work.percent(), work.speed(), work.left(), work.backup());
    }
    return table;
  }
}
