package dev.backstay.testing.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backstay.events.EventJson;
import dev.backstay.oracle.ResticOracle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The five services as processes of their own. Starting them is most of the time, so the tests
 * share one start and build on each other in order.
 */
@Tag("system")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class FiveServicesTest {
  private static final List<String> SERVICES =
      List.of("uploader", "dumper", "verifier", "catalog", "scheduler");

  /** Five seconds; the uploaders look every two. */
  private static final int SETTLED_LOOKS = 25;

  private static final Duration BACKUP_LIMIT = Duration.ofMinutes(3);

  private final Map<String, ServiceProcess> processes = new HashMap<>();
  private final List<String> backups = new ArrayList<>();
  private final Random random = new Random(Long.getLong("backstay.seed", 20261120L));
  private Path directory;
  private Ground ground;
  private int instances;

  @BeforeAll
  void start(@TempDir Path shared) throws Exception {
    directory = shared;
    ground = Ground.prepare(directory);
    for (String service : SERVICES) {
      startInstance(service, service);
    }
    processes.values().forEach(ServiceProcess::ready);
  }

  @AfterAll
  void end() {
    processes.values().forEach(ServiceProcess::close);
    ground.close();
  }

  private void startInstance(String service, String slot) {
    instances++;
    processes.put(
        slot,
        ServiceProcess.start(service, slot + "-" + instances, ground.configuration(), directory));
  }

  private Api api() {
    return new Api(Objects.requireNonNull(processes.get("catalog")).port());
  }

  private void change() throws IOException {
    byte[] bytes = new byte[200_000 + random.nextInt(2_000_000)];
    random.nextBytes(bytes);
    Files.write(ground.tree().resolve("file-" + random.nextInt(5)), bytes);
  }

  private String askForBackup() {
    String id = api().backUp("tree", "test-" + backups.size());
    backups.add(id);
    return id;
  }

  private boolean isProven(String backup, List<String> destinations) {
    Set<String> proven = new HashSet<>();
    for (JsonNode replica : api().get("/api/v1/backups/" + backup).path("destinations")) {
      if (replica.path("state").asText().equalsIgnoreCase("proven")) {
        proven.add(replica.path("destination").asText());
      }
    }
    return proven.containsAll(destinations);
  }

  private void awaitProof(String backup, List<String> destinations) {
    Waiting.until(
        BACKUP_LIMIT,
        () -> {
          try {
            return isProven(backup, destinations);
          } catch (UncheckedIOException | AssertionError e) {
            return false; // the catalog is away, or has not heard of it yet
          }
        },
        () -> "backup " + backup + " was not proven at " + destinations + "\n" + logs());
  }

  private String logs() {
    var all = new StringBuilder();
    processes.forEach((name, process) ->
        all.append("== ").append(name).append('\n').append(process.tail()).append('\n'));
    return all.toString();
  }

  @Test
  @Order(1)
  void aBackupGoesAllTheWay() throws IOException {
    // Given
    change();

    // When
    String backup = askForBackup();

    // Then
    awaitProof(backup, Ground.DESTINATIONS);
    for (String destination : Ground.DESTINATIONS) {
      assertThat(ground.restic(destination).check().exitStatus()).isZero();
    }
  }

  @Test
  @Order(2)
  void aTeamThatSubscribesSeesOneEventForEachStage() throws IOException, InterruptedException {
    // Given
    Map<String, Integer> expected =
        Map.of(
            "backstay.backup.requested", 1,
            "backstay.backup.started", 1,
            "backstay.backup.dumped", 1,
            "backstay.backup.uploaded", Ground.DESTINATIONS.size(),
            "backstay.backup.verified", Ground.DESTINATIONS.size());

    for (Map.Entry<String, Integer> topic : expected.entrySet()) {
      // When
      List<JsonNode> events = subscribe(topic.getKey());

      // Then
      assertThat(events).as(topic.getKey()).hasSize(topic.getValue());
      assertThat(events)
          .allSatisfy(event -> {
            assertThat(event.path("specversion").asText()).isEqualTo("1.0");
            assertThat(event.path("type").asText()).startsWith("dev.backstay.");
            assertThat(event.path("subject").asText()).isEqualTo("tree");
            assertThat(event.path("data").path("backup").asText()).isEqualTo(backups.getFirst());
          });
    }
  }

  private List<JsonNode> subscribe(String topic) throws IOException, InterruptedException {
    Process kcat =
        new ProcessBuilder(ground.kcat("-C", "-t", topic, "-o", "beginning", "-e", "-q")).start();
    String output = new String(kcat.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(kcat.waitFor(30, TimeUnit.SECONDS)).isTrue();
    List<JsonNode> events = new ArrayList<>();
    for (String line : output.lines().toList()) {
      events.add(EventJson.mapper().readTree(line));
    }
    return events;
  }

  @Test
  @Order(3)
  void whatIsNoEventIsParkedAndNothingStops() throws IOException, InterruptedException {
    // Given
    Path nonsense = Files.writeString(directory.resolve("nonsense"), "tree:{\"no\":\"event\"}\n");
    Process kcat =
        new ProcessBuilder(
                ground.kcat(
                    "-P", "-t", "backstay.backup.requested", "-K:", "-l", nonsense.toString()))
            .start();
    assertThat(kcat.waitFor(30, TimeUnit.SECONDS)).isTrue();

    // When
    change();
    String backup = askForBackup();

    // Then
    awaitProof(backup, Ground.DESTINATIONS);
    Waiting.until(
        Duration.ofSeconds(30),
        () -> !api().get("/api/v1/parked").path("items").isEmpty(),
        () -> "nothing was parked\n" + logs());
    assertThat(api().get("/api/v1/parked").toString()).contains("EVENT_MALFORMED");
  }

  @Test
  @Order(4)
  void twoInstancesShareAndEitherIsEnough() throws IOException {
    // Given
    for (String service : List.of("dumper", "uploader", "verifier")) {
      startInstance(service, service + "-second");
    }
    processes.values().forEach(ServiceProcess::ready);
    change();

    // When
    String backup = askForBackup();
    for (String service : List.of("dumper", "uploader", "verifier")) {
      Objects.requireNonNull(processes.remove(service)).kill();
    }

    // Then
    awaitProof(backup, Ground.DESTINATIONS);
    for (String service : List.of("dumper", "uploader", "verifier")) {
      processes.put(service, Objects.requireNonNull(processes.remove(service + "-second")));
    }
  }

  @Test
  @Order(5)
  void servicesThatAreKilledAnywhereFinishTheirWorkThoughAllIsToldTwice()
      throws IOException, InterruptedException {
    int rounds = Integer.getInteger("backstay.rounds", 4) / 2;
    try (Echo echo = Echo.start(ground.kafkaClient(), random.nextLong())) {
      for (int round = 0; round < rounds; round++) {
        // Given
        change();
        String backup = askForBackup();

        // When
        Thread.sleep(random.nextInt(3000));
        String victim = SERVICES.get(random.nextInt(SERVICES.size()));
        Objects.requireNonNull(processes.get(victim)).kill();
        startInstance(victim, victim);

        // Then
        Objects.requireNonNull(processes.get(victim)).ready();
        awaitProof(backup, Ground.DESTINATIONS);
      }
      assertThat(echo.count()).isGreaterThan(rounds);
    }
  }

  @Test
  @Order(6)
  void brokerDatabaseAndRedisMayRestartUnderLoadAndHealthTellsTheTruth() throws IOException {
    assumeRestartable();
    // Given
    change();
    String first = askForBackup();

    // When
    ground.servers().restartRedis();
    ground.servers().stopDatabase();
    awaitHealth("catalog", HttpURLConnection.HTTP_UNAVAILABLE);
    ground.servers().startDatabase();
    ground.servers().stopBroker();
    awaitHealth("dumper", HttpURLConnection.HTTP_UNAVAILABLE);
    awaitHealth("uploader", HttpURLConnection.HTTP_UNAVAILABLE);
    ground.servers().startBroker();

    // Then
    awaitProof(first, Ground.DESTINATIONS);
    change();
    awaitProof(askForBackup(), Ground.DESTINATIONS);
    processes.values().forEach(ServiceProcess::ready);
  }

  private void assumeRestartable() {
    assumeTrue(
        ground.servers().isRestartable(), "containers get other ports when they are started again");
  }

  private void awaitHealth(String service, int status) {
    ServiceProcess process = Objects.requireNonNull(processes.get(service));
    Waiting.until(
        Duration.ofMinutes(1),
        () -> process.answer("/q/health/ready") == status,
        () ->
            "the health of %s is %d%n%s"
                .formatted(service, process.answer("/q/health/ready"), process.tail()));
  }

  @Test
  @Order(7)
  void aDestinationThatIsAwayDelaysOnlyItselfAndCatchesUp() throws IOException {
    // Given
    List<String> others = Ground.DESTINATIONS.subList(0, 2);
    ground.breakDestination("third");
    List<String> meanwhile = new ArrayList<>();

    // When
    for (int i = 0; i < 3; i++) {
      change();
      meanwhile.add(askForBackup());
      awaitProof(meanwhile.getLast(), others);
    }

    // Then
    assertThat(isProven(meanwhile.getFirst(), List.of("third"))).isFalse();
    ground.mendDestination("third");
    for (String backup : meanwhile) {
      awaitProof(backup, Ground.DESTINATIONS);
    }
  }

  @Test
  @Order(8)
  void nothingWasLostAndNothingIsThereTwice() {
    for (String destination : Ground.DESTINATIONS) {
      var restic = ground.restic(destination);
      assertThat(restic.run("unlock", "--remove-all").exitStatus()).isZero();
      assertThat(restic.check().exitStatus()).as(destination).isZero();
      for (String backup : backups) {
        String snapshots = restic.run("snapshots", "--json", "--tag", "backup:" + backup).output();
        assertThat(snapshots.split("\"short_id\"", -1))
            .as("%s at %s", backup, destination)
            .hasSize(2);
      }
    }
    assertThat(api().get("/api/v1/backups?limit=500").path("items")).hasSize(backups.size());
  }

  @Test
  @Order(9)
  void noGroupHasAnythingLeftToDo() {
    try (var groups = new ShareGroups(ground.kafkaClient())) {
      Waiting.until(
          BACKUP_LIMIT,
          () -> groups.lags().values().stream().allMatch(lag -> lag == 0),
          () -> "the groups lag: " + groups.lags() + "\n" + logs());
      assertThat(groups.lags().keySet())
          .contains("backstay-dumper", "backstay-verifier")
          .containsAll(Ground.DESTINATIONS.stream().map(d -> "backstay-uploader-" + d).toList());
    }
  }

  @Test
  @Order(10)
  void whatRetentionLetsGoOfIsForgottenEverywhereAndTheRestStays() throws IOException {
    // Given
    List<String> brief = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      change();
      brief.add(api().backUp("brief", "brief-" + i));
      awaitProof(brief.getLast(), Ground.DESTINATIONS);
    }

    // When
    Api.Answer dryRun =
        api().call("POST", "/api/v1/prunes", "{\"source\":\"brief\",\"dryRun\":true}", Map.of());
    Api.Answer prune =
        api().call("POST", "/api/v1/prunes", "{\"source\":\"brief\",\"dryRun\":false}", Map.of());

    // Then
    assertThat(dryRun.status()).as("%s", dryRun).isEqualTo(200);
    assertThat(prune.status()).as("%s", prune).isEqualTo(202);
    for (String destination : Ground.DESTINATIONS) {
      var restic = ground.restic(destination);
      Waiting.until(
          BACKUP_LIMIT,
          () -> count(restic, "source:brief") == 1,
          () -> destination + " did not forget\n" + logs());
      assertThat(count(restic, "backup:" + brief.getLast())).isEqualTo(1);
      Waiting.until( // the deletion of the packs holds the destination for a while
          BACKUP_LIMIT,
          () -> restic.check().exitStatus() == 0,
          () -> destination + " is not sound: " + restic.check() + "\n" + logs());
    }
  }

  private static int count(ResticOracle restic, String tag) {
    return restic
            .run("snapshots", "--no-lock", "--json", "--tag", tag)
            .output()
            .split("\"short_id\"", -1)
            .length
        - 1;
  }

  /** An answer that stays the same for a while: the prune before has come to its end. */
  private String settled(String path) {
    List<String> answers = new ArrayList<>();
    Waiting.until(
        BACKUP_LIMIT,
        () -> {
          String now = api().get(path).toString();
          if (!answers.isEmpty() && !answers.getLast().equals(now)) {
            answers.clear();
          }
          answers.add(now);
          return answers.size() > SETTLED_LOOKS;
        },
        () -> path + " does not settle");
    return answers.getLast();
  }

  @Test
  @Order(11)
  void aCatalogRebuiltFromTheTopicsGivesTheSameAnswers() {
    assumeRestartable();
    // Given
    String before = settled("/api/v1/backups?limit=500");
    String points = restorePoints().toString();

    // When
    Objects.requireNonNull(processes.remove("catalog")).close();
    ground.servers().loseDatabase();
    startInstance("catalog", "catalog");
    Objects.requireNonNull(processes.get("catalog")).ready();

    // Then
    Waiting.until(
        BACKUP_LIMIT,
        () -> api().get("/api/v1/backups?limit=500").toString().equals(before),
        () ->
            "the rebuilt catalog answers otherwise:\n%s\nand before:\n%s"
                .formatted(api().get("/api/v1/backups?limit=500"), before));
    assertThat(restorePoints()).hasToString(points);
  }

  @Test
  @Order(12)
  void aCatalogRebuiltFromTheVaultAloneKnowsTheSameRestorePoints() {
    assumeRestartable();
    // Given
    Set<String> before = restorePoints();

    // When
    processes.values().forEach(ServiceProcess::close);
    processes.clear();
    ground.servers().loseBroker();
    ground.servers().loseDatabase();
    startInstance("uploader", "uploader");
    startInstance("catalog", "catalog");
    processes.values().forEach(ServiceProcess::ready);

    // Then
    Waiting.until(
        BACKUP_LIMIT,
        () -> restorePoints().equals(before),
        () -> "restore points were " + before + " and are " + restorePoints() + "\n" + logs());
  }

  private Set<String> restorePoints() {
    Set<String> points = new TreeSet<>();
    for (JsonNode point : api().get("/api/v1/restore-points?limit=500").path("items")) {
      points.add(point.toString());
    }
    return points;
  }
}
