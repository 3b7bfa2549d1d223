package dev.backstay.cli.platform;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.Table;
import dev.backstay.cli.console.Wording;
import dev.backstay.cli.console.World;
import dev.backstay.cli.platform.api.JsonObject;
import java.util.List;

/** What retention decided about each backup of a source, as a table. */
record RetentionTable(JsonObject plan) {
  private static final String REMOVE = "REMOVE";

  private List<JsonObject> decisions() {
    return plan.objects("items", "decisions");
  }

  private static boolean goes(JsonObject decision) {
    return decision.exact("decision").equals(REMOVE);
  }

  /**
   * Tells programs every decision, and people the removals.
   *
   * @param all whether people are told what is kept too
   */
  void tell(Console console, boolean all) {
    decisions().forEach(console::relay);
    Table table = new Table("Time", "ID", "Kind", "Decision", "Why");
    List<JsonObject> shown = decisions().stream().filter(each -> all || goes(each)).toList();
    shown.forEach(decision -> row(table, decision, console.world()));
    if (!shown.isEmpty()) {
      table.lines().forEach(console::say);
    }
    long gone = decisions().stream().filter(RetentionTable::goes).count();
    console.say(
        "retention keeps %s and removes %s"
            .formatted(Wording.count(decisions().size() - gone, "backup"), Wording.number(gone)));
  }

  private static void row(Table table, JsonObject decision, World world) {
    table.row(
        Words.time(decision.instant("capturedAt", "at"), world),
        decision.text("backup"),
        Words.lower(decision.text("kind")),
        Words.lower(decision.text("decision")),
        decision.texts("reasons").isEmpty()
            ? decision.text("explanation")
            : String.join("; ", decision.texts("reasons")));
  }
}
