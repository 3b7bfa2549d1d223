package dev.backstay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that ask the platform and end: what is asked, and what is told. */
class PlatformCommandsTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final String ID = "3ae4868a-8a05-828f-b90c-9ab986aeab0c";
  private static final String BACKUP =
      """
      {'id':'%s','source':'orders','kind':'INCREMENTAL','state':'PROVEN',\
      'at':'2026-11-20T03:00:00Z','tags':['nightly'],'size':12345678901234567890,\
      'destinations':[{'destination':'offsite','state':'PROVEN','level':'L1',\
      'provenAt':'2026-11-20T03:01:00Z'}]}\
      """;

  @TempDir Path directory;
  private PlatformServer platform;
  private Shell shell;

  @BeforeEach
  void start() throws IOException {
    platform = new PlatformServer();
    shell =
        Shell.in(directory).with("BACKSTAY_API", platform.address()).at(InstantSource.fixed(NOW));
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  private static String status(String state, String reasons) {
    return """
    {'version':'0.1.0','state':'%s','reasons':[%s],
     'sources':[{'name':'orders','kind':'FILES','state':'OK',
       'lastBackup':{'backup':'%s','at':'2026-11-20T09:00:00Z'},'lastProof':'2026-11-20T11:55:00Z'}],
     'destinations':[{'name':'offsite','state':'REACHABLE'}],
     'running':[{'backup':'%s','source':'orders','stage':'UPLOAD','destination':'offsite',
       'bytesDone':1048576,'bytesTotal':4194304,'bytesPerSecond':1048576}],
     'scheduler':{}}\
    """
        .formatted(state, reasons, ID, ID);
  }

  @Test
  void statusShowsSourcesDestinationsAndWhatRuns() {
    // Given
    platform.with("/status", status("WARNING", "'offsite is behind'"));

    // When
    Told told = shell.run("status").orFail();

    // Then
    assertThat(told.out())
        .contains("Backstay 0.1.0: WARNING", "  offsite is behind")
        .containsPattern("orders +files +OK +2026-11-20 09:00:00 +3 h +2026-11-20 11:55:00 +5 min")
        .containsPattern("offsite +reachable")
        .containsPattern("orders +upload offsite +25.0 % +1.00 MiB/s +0:03");
  }

  @Test
  void statusShowsHowFarStreamsAreStoredAndWhichAlarmsAreOpen() {
    // Given
    platform.with(
        "/status",
        """
        {'version':'0.1.0','state':'CRITICAL','reasons':[],'sources':[{'name':'orders',
          'kind':'POSTGRES','state':'CRITICAL','stream':{'source':'orders','behind':'PT1.25S',
            'destinations':[{'destination':'offsite','behind':'PT1.25S','lag':'PT0.8S',
              'until':'2026-11-20T11:59:58Z','to':'16/B374D848'}],
            'alarms':[{'source':'orders','kind':'SLOT_LOST','message':'the slot is gone',
              'remedy':'Raise max_slot_wal_keep_size.','at':'2026-11-20T11:00:00Z'}]}}],
         'destinations':[],'running':[],'scheduler':{}}\
        """);

    // When
    Told told = shell.run("status").orFail();

    // Then
    assertThat(told.out())
        .containsPattern("orders +offsite +1.3 s +0.8 s +2026-11-20 11:59:58 +16/B374D848")
        .containsPattern(
            "slot lost +orders +2026-11-20 11:00:00 +the slot is gone +Raise max_slot");
  }

  @Test
  void intervalsAreListedWithTheGapsBetweenThem() {
    // Given
    platform
        .with(
            "/sources/orders/intervals",
            "{'items':[{'destination':'offsite','system':'7284','timeline':2,"
                + "'from':'2026-11-20T09:00:00Z','until':'2026-11-20T11:00:00Z',"
                + "'begin':'0/1','end':'0/9','base':'"
                + ID
                + "','continuous':true}]}")
        .with(
            "/sources/orders/gaps",
            "{'items':[{'destination':null,'timeline':2,'from':'0/3','to':'0/5',"
                + "'after':'2026-11-19T11:00:00Z','captured':false,'cause':'the slot was lost'}]}");

    // When
    Told told = shell.run("intervals", "orders", "--destination", "offsite").orFail();
    Told lines = shell.run("intervals", "orders", "--json").orFail();

    // Then
    assertThat(told.out())
        .containsPattern("offsite +2026-11-20 09:00:00 +2026-11-20 11:00:00 +2 +0/9 +" + ID)
        .containsPattern("everywhere +2026-11-19 11:00:00 +2 +0/3 +0/5 +the slot was lost");
    assertThat(lines.out().lines())
        .hasSize(2)
        .anyMatch(line -> line.contains("\"type\":\"interval\""))
        .anyMatch(line -> line.contains("\"type\":\"gap\""));
    shell.run("backup", "now", "orders", "--kind", "WAL").isRefused(ErrorCode.USAGE);
  }

  @ParameterizedTest
  @CsvSource({"OK,0", "WARNING,1", "CRITICAL,2", "ODD,3"})
  void aPluginEndsWithTheStatusOfTheState(String state, int status) {
    // Given
    platform.with("/status", status(state, ""));

    // When
    Told told = shell.run("status", "--nagios");

    // Then
    assertThat(told.status()).isEqualTo(status);
    assertThat(told.out())
        .isEqualTo(
            "BACKSTAY %s: 1 source, 1 destination | orders_backup_age=10800s;;;0"
                    .formatted(state.equals("ODD") ? "UNKNOWN" : state)
                + " orders_proof_age=300s;;;0\n");
  }

  @Test
  void aPluginThatGetsNoAnswerSaysUnknown() {
    // Given
    String gone = platform.address();
    platform.close();

    // When
    Told told = shell.run("status", "--nagios", "--api", gone);

    // Then
    assertThat(told.status()).isEqualTo(3);
    assertThat(told.out()).isEqualTo("BACKSTAY UNKNOWN: nothing answers at " + gone + "\n");
  }

  @Test
  void backupsAreListedOverManyPagesUpToTheLimit() {
    // Given
    IntStream.range(0, 250)
        .forEach(i -> platform.withBackup(BACKUP.formatted("00000000-0000-4000-8000-" + i)));

    // When
    Told most = shell.run("backups", "--limit", "230", "--json").orFail();
    Told all = shell.run("backups", "--limit", "1000").orFail();

    // Then
    assertThat(most.out().lines()).hasSize(230).doesNotHaveDuplicates();
    assertThat(all.out().lines()).hasSize(251);
    assertThat(all.out()).contains("offsite proven (L1)", "nightly");
    assertThat(all.err()).isEmpty();
  }

  @Test
  void whoSeesNotAllIsToldSo() {
    // Given
    IntStream.range(0, 3).forEach(_ -> platform.withBackup(BACKUP.formatted(ID)));

    // Then
    assertThat(shell.run("backups", "--limit", "2").orFail().err()).contains("there are more");
    assertThat(shell.run("backups", "--limit", "3").orFail().err()).isEmpty();
  }

  @Test
  void programsAreGivenItemsAsTheApiGivesThem() {
    // Given
    platform.withBackup(BACKUP.formatted(ID));

    // Then
    assertThat(shell.run("backups", "--json").orFail().out())
        .isEqualTo(PlatformServer.json(BACKUP.formatted(ID)) + "\n")
        .contains("\"size\":12345678901234567890");
  }

  @ParameterizedTest
  @CsvSource({
    "--source orders,1", "--source other,0", "--kind incremental,1", "--kind full,0",
    "--state proven,1", "--state failed,0", "--destination offsite,1", "--destination near,0",
    "--tag nightly,1", "--tag a&b=c,0", "--since 10h,1", "--since 8h,0",
    "--since 2026-11-20T03:00:00Z,1"
  })
  void filtersAreThePlatforms(String option, int count) {
    // Given
    platform.withBackup(BACKUP.formatted(ID));

    // When
    Told told = shell.run(("backups --json " + option).split(" ")).orFail();

    // Then
    assertThat(told.out().lines()).hasSize(count);
  }

  @Test
  void aBackupIsShownWithItsWay() {
    // Given
    platform
        .with("/backups/" + ID, BACKUP.formatted(ID))
        .with(
            "/backups/" + ID + "/timeline",
            "{'items':[{'at':'2026-11-20T03:00:00Z','stage':'DUMP','state':'STARTED'},"
                + "{'at':'2026-11-20T03:00:30Z','stage':'UPLOAD','state':'COMPLETED',"
                + "'destination':'offsite'}]}");

    // When
    Told text = shell.run("backups", "show", ID).orFail();
    Told json = shell.run("backups", "show", ID, "--json").orFail();

    // Then
    assertThat(text.out())
        .contains("state         PROVEN", "at            2026-11-20 03:00:00")
        .containsPattern("offsite +proven +L1 +2026-11-20 03:01:00")
        .contains("2026-11-20 03:00:30  upload   completed at offsite");
    assertThat(json.out().lines()).hasSize(3);
  }

  @Test
  void whoAsksTwiceWithTheSameKeyGetsTheSameBackup() {
    // When
    Told first = shell.run("backup", "now", "orders", "--key", "k", "--json").orFail();
    Told second = shell.run("backup", "now", "orders", "--key", "k", "--json").orFail();
    Told other = shell.run("backup", "now", "orders", "--json").orFail();

    // Then
    assertThat(second.out()).isEqualTo(first.out());
    assertThat(other.out()).isNotEqualTo(first.out());
    assertThat(platform.calls()).extracting(PlatformServer.Call::key).doesNotContain("");
  }

  @Test
  void kindAndTagsOfABackupAreAskedFor() {
    // When
    shell.run("backup", "now", "orders", "--kind", "full", "--tag", "a", "--tag", "b").orFail();

    // Then
    assertThat(platform.calls().getFirst().body())
        .isEqualTo("{\"source\":\"orders\",\"kind\":\"FULL\",\"tags\":[\"a\",\"b\"]}");
  }

  @Test
  void retentionExplainsEveryBackup() {
    // Given
    platform.with(
        "/retention/orders",
        "{'items':[{'backup':'a','at':'2026-11-20T03:00:00Z','kind':'FULL','decision':'KEEP',"
            + "'reasons':['the newest','tagged']},{'backup':'b','at':'2026-11-01T03:00:00Z',"
            + "'kind':'FULL','decision':'REMOVE','reasons':['no rule keeps it']}]}");

    // When
    Told brief = shell.run("retention", "orders").orFail();
    Told whole = shell.run("retention", "orders", "--explain").orFail();

    // Then
    assertThat(brief.out())
        .contains("no rule keeps it", "retention keeps 1 backup and removes 1")
        .doesNotContain("the newest");
    assertThat(whole.out()).contains("the newest; tagged", "no rule keeps it");
    assertThat(shell.run("retention", "orders", "--json").orFail().out().lines()).hasSize(2);
  }

  @Test
  void aPruneIsLookedAtBeforeItIsMade() {
    // Given
    platform.with("/prunes", "{'prune':'p','items':[]}");

    // When
    shell.run("prune", "orders").isRefused(ErrorCode.USAGE);
    shell.run("prune", "orders", "--dry-run", "--yes").isRefused(ErrorCode.USAGE);
    shell.run("prune", "orders", "--dry-run").orFail();
    Told made = shell.run("prune", "orders", "--yes").orFail();

    // Then
    assertThat(platform.calls())
        .extracting(PlatformServer.Call::body)
        .containsExactly(
            "{\"source\":\"orders\",\"dryRun\":true}", "{\"source\":\"orders\",\"dryRun\":false}");
    assertThat(made.out()).isEqualTo("asked for prune p of orders\n");
  }

  @Test
  void whatTheOtherCommandsAskFor() {
    // Given
    platform
        .with("/verifications", "{}")
        .with(
            "/parked",
            "{'items':[{'topic':'backstay.pack.sealed','partition':0,'offset':7,"
                + "'group':'g','failure':{'code':'EVENT_MALFORMED','message':'no JSON'}}]}")
        .with("/parked/backstay.pack.sealed/0/7/replay", "{}")
        .with("/tokens", "{'name':'ci','token':'bst_secret','items':[{'name':'ci'}]}")
        .with("/tokens/night shift", "{}")
        .with(
            "/audit",
            "{'items':[{'at':'2026-11-20T03:00:00Z','actor':'token:ci',"
                + "'action':'BACKUP','outcome':'ACCEPTED'}]}");

    // When
    shell.run("verify", ID, "--destination", "offsite", "--level", "l1").orFail();
    Told parked = shell.run("parked", "list").orFail();
    shell.run("parked", "replay", "backstay.pack.sealed/0/7").orFail();
    Told token = shell.run("tokens", "create", "ci", "--role", "operator").orFail();
    Told tokens = shell.run("tokens", "list").orFail();
    shell.run("tokens", "revoke", "night shift").orFail();
    Told audit = shell.run("audit", "--actor", "token:ci").orFail();

    // Then
    assertThat(parked.out()).contains("backstay.pack.sealed/0/7", "no JSON");
    assertThat(token.out()).isEqualTo("bst_secret\n");
    assertThat(tokens.out()).contains("ci").doesNotContain("bst_");
    assertThat(audit.out()).contains("token:ci", "accepted");
    assertThat(platform.calls())
        .filteredOn(call -> !call.method().equals("GET"))
        .extracting(call -> call.method() + " " + call.path().substring(7) + " " + call.body())
        .isEqualTo(
            List.of(
                "POST /verifications {\"backup\":\"%s\",\"destination\":\"offsite\",%s}"
                    .formatted(ID, "\"level\":\"L1\""),
                "POST /parked/backstay.pack.sealed/0/7/replay {}",
                "POST /tokens {\"name\":\"ci\",\"role\":\"OPERATOR\"}",
                "DELETE /tokens/night shift "));
  }

  @Test
  void whatTheApiSaysNeverSteersTheTerminal() {
    // Given
    platform
        .with("/status", status("OK", "'evil \\u001b[2J'"))
        .withBackup(BACKUP.formatted(ID).replace("nightly", "\\u001b]0;title\\u0007"))
        .instead(
            "/retention/orders",
            PlatformServer.problem(404, "API_REFUSED", "no \u001b[31morders", "do \u001b[1mit"));

    // Then
    for (String line : List.of("status", "status --nagios", "backups", "retention orders")) {
      Told told = shell.run(line.split(" "));
      assertThat(told.out() + told.err()).doesNotContain("\u001b", "\u0007").contains("\\x1b");
    }
  }
}
