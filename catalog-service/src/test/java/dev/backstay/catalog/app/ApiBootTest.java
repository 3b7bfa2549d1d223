package dev.backstay.catalog.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backstay.catalog.StoryEvents;
import dev.backstay.catalog.app.ApiClient.Answer;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.servicekit.event.EventPublisher;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The API on the whole service, over HTTP. */
@Tag("system")
@QuarkusTest
@WithTestResource(Servers.class)
class ApiBootTest {
  private static final String ADMIN = "bst_a-token-for-tests-0123456789012345678901234567890";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** What every caller may ask for. */
  private static final List<String> LISTS =
      List.of(
          "status",
          "sources",
          "destinations",
          "objectives",
          "policy",
          "progress",
          "backups",
          "restore-points",
          "verifications",
          "failures",
          "alarms",
          "prunes",
          "audit",
          "parked",
          "events",
          "sources/pruned-files/stream",
          "sources/pruned-files/intervals",
          "sources/pruned-files/gaps",
          "retention/pruned-files");

  @Inject EventPublisher publisher;

  @TestHTTPResource("/api/v1/")
  URI base = URI.create("http://127.0.0.1");

  private ApiClient local = ApiClient.local(base);
  private ApiClient admin = local;

  @BeforeEach
  void clients() {
    local = ApiClient.local(base);
    admin = local.bearing(ADMIN);
  }

  @Test
  void whoIsLocalNeedsNoTokenAndSeesEverything() {
    for (String list : LISTS) {
      Answer answer = local.get(list);
      assertThat(answer.status()).as(list + answer.body()).isEqualTo(200);
      assertThat(answer.type()).startsWith("application/json");
    }
  }

  @Test
  void rolesDecideWhatATokenMay() {
    // Given
    ApiClient viewer = local.bearing(token("viewing", "VIEWER"));
    ApiClient operator = local.bearing(token("operating", "OPERATOR"));
    String prune = "{\"source\":\"pruned-files\",\"dryRun\":true}";
    // Then
    assertThat(local.remote().get("status").status()).isEqualTo(401);
    assertThat(local.bearing(ADMIN + "x").get("status").status()).isEqualTo(401);
    assertThat(local.remote().with("Authorization", "Basic YTpi").get("status").status())
        .isEqualTo(401);
    for (String list : LISTS) {
      assertThat(viewer.get(list).status()).as(list).isEqualTo(200);
      assertThat(local.remote().get(list).status()).as(list).isEqualTo(401);
    }
    assertThat(viewer.post("backups", "{}").status()).isEqualTo(403);
    assertThat(viewer.get("tokens").status()).isEqualTo(403);
    assertThat(operator.post("backups", "{}").status()).isEqualTo(400);
    assertThat(operator.post("prunes", prune).status()).isEqualTo(403);
    assertThat(operator.get("tokens").status()).isEqualTo(403);
    assertThat(operator.post("parked/a/0/1/replay", "").status()).isEqualTo(403);
    assertThat(admin.post("prunes", prune).status()).isEqualTo(200);
    assertThat(admin.get("tokens").status()).isEqualTo(200);
    assertThat(local.remote().get("/q/metrics").status()).isEqualTo(401);
    for (String document : List.of("/q/openapi", "/q/openapi.json", "/q/openapi.yaml")) {
      assertThat(local.remote().get(document).status()).as(document).isEqualTo(401);
    }
    assertThat(viewer.get("/q/metrics").status()).isEqualTo(200);
    assertThat(local.remote().get("/q/health/live").status()).isEqualTo(200);
    Answer refused = local.remote().get("status");
    assertThat(refused.type()).startsWith("application/problem+json");
    assertThat(refused.text("code")).isEqualTo("API_DENIED");
  }

  @Test
  void aTokenIsShownOnceAndRefusedOnceItIsRevoked() {
    // Given
    String secret = token("short-lived", "VIEWER");
    // When
    assertThat(local.bearing(secret).get("status").status()).isEqualTo(200);
    Answer list = admin.get("tokens");
    Answer second = admin.post("tokens", "{\"name\":\"short-lived\",\"role\":\"ADMIN\"}");
    int revoked = admin.call("DELETE", "tokens/short-lived", null).status();
    // Then
    assertThat(list.body()).contains("short-lived").doesNotContain(secret);
    assertThat(items(list).filter(item -> item.path("name").asText().equals("short-lived")))
        .singleElement()
        .satisfies(item -> assertThat(item.path("lastUsedAt").asText()).isNotEmpty());
    assertThat(second.status()).isEqualTo(400);
    assertThat(revoked).isEqualTo(204);
    assertThat(local.bearing(secret).get("status").status()).isEqualTo(401);
    assertThat(admin.call("DELETE", "tokens/short-lived", null).status()).isEqualTo(404);
    awaitTrue(() ->
        items(admin.get("audit?limit=500"))
            .map(item -> item.path("action").asText())
            .collect(Collectors.toSet())
            .containsAll(List.of("TOKEN_CREATED", "TOKEN_REVOKED", "ACCESS_REFUSED")));
    assertThat(items(admin.get("audit?action=TOKEN_REVOKED")))
        .allSatisfy(item -> assertThat(item.path("actor").asText()).isEqualTo("admin-file"));
  }

  @Test
  void askingTwiceUnderOneKeyIsAskingOnce() {
    // Given
    ApiClient keyed = local.with("Idempotency-Key", "before-the-release");
    String body = "{\"source\":\"asked-files\",\"kind\":\"FULL\",\"tags\":[\"release\"]}";
    String expected =
        BackupId.manual(new SourceName("asked-files"), "before-the-release").toString();
    // When
    Answer first = keyed.post("backups", body);
    awaitTrue(() -> local.get("backups/" + expected).status() == 200);
    Answer second = keyed.post("backups", body);
    Answer other = keyed.post("backups", "{\"source\":\"asked-files\",\"tags\":[]}");
    // Then
    assertThat(first.status()).as(first.body()).isEqualTo(202);
    assertThat(first.text("backup")).isEqualTo(expected);
    assertThat(second.json()).isEqualTo(first.json());
    assertThat(other.status()).isEqualTo(400);
    assertThat(other.text("detail")).contains("before-the-release");
    JsonNode backup = local.get("backups/" + expected).json();
    assertThat(backup.path("state").asText()).isEqualTo("REQUESTED");
    assertThat(backup.path("asked").path("actor").asText()).isEqualTo("local");
    assertThat(items(local.get("backups/" + expected + "/timeline"))).hasSize(1);
    assertThat(items(local.get("audit?actor=local&action=BACKUP_REQUESTED"))).isNotEmpty();
  }

  @Test
  void retentionNamesWhatGoesAndThePruneNamesWhatSurvives() {
    // Given
    var source = new SourceName("pruned-files");
    Instant newest = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(3_600);
    for (int days : List.of(0, 10, 20)) {
      tell(StoryEvents.whole(source, newest.minus(days, ChronoUnit.DAYS)));
    }
    awaitTrue(() -> items(local.get("backups?source=pruned-files&state=PROVEN")).count() == 3);
    // When
    Answer view = local.get("retention/pruned-files");
    Answer asked = local.post("prunes", "{\"source\":\"pruned-files\",\"dryRun\":false}");
    // Then
    assertThat(items(view).map(item -> item.path("decision").asText()))
        .containsExactly("KEEP", "REMOVE", "REMOVE");
    assertThat(asked.status()).as(asked.body()).isEqualTo(202);
    awaitTrue(() -> local.get("prunes").body().contains(asked.text("prune")));
    JsonNode prune =
        items(local.get("prunes"))
            .filter(item -> item.path("prune").asText().equals(asked.text("prune")))
            .findFirst()
            .orElseThrow();
    assertThat(prune.path("forgotten")).hasSize(2);
    assertThat(prune.path("survivor").asText())
        .isEqualTo(StoryEvents.id(source, newest).toString());
    JsonNode status = local.get("sources/pruned-files").json();
    assertThat(status.path("state").asText()).as(status.toString()).isEqualTo("OK");
    assertThat(status.path("objectives").path("met").asBoolean()).isTrue();
  }

  @Test
  void aProofIsAskedForWhereverTheBackupIs() {
    // Given
    var source = new SourceName("asked-again");
    Instant due = Instant.parse("2026-11-16T03:00:00Z");
    tell(StoryEvents.whole(source, due));
    BackupId backup = StoryEvents.id(source, due);
    awaitTrue(() ->
        local
            .get("backups/" + backup)
            .json()
            .path("destinations")
            .findValuesAsText("state")
            .equals(List.of("PROVEN", "PROVEN")));
    String body = "{\"backup\":\"" + backup + "\"";
    // Then
    Answer everywhere = local.post("verifications", body + "}");
    assertThat(everywhere.status()).as(everywhere.body()).isEqualTo(202);
    assertThat(everywhere.json().path("events")).hasSize(2);
    assertThat(local.post("verifications", body + ",\"destination\":\"far\"}").status())
        .isEqualTo(202);
    assertThat(local.post("verifications", body + ",\"destination\":\"moon\"}").status())
        .isEqualTo(400);
    Answer tooFar = local.post("verifications", body + ",\"level\":\"L3\"}");
    assertThat(tooFar.status()).isEqualTo(400);
    assertThat(tooFar.text("code")).isEqualTo("LEVEL_UNSUPPORTED");
  }

  @Test
  void pagesHaveNeitherGapsNorDoubles() {
    // Given
    var source = new SourceName("paged");
    Instant due = Instant.parse("2026-11-16T03:00:00Z");
    List<Event<?>> events = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      events.addAll(StoryEvents.captured(source, due.plusSeconds(i)));
    }
    tell(events);
    awaitTrue(() -> items(local.get("backups?source=paged")).count() == 12);
    // When
    List<String> ids = new ArrayList<>();
    String next = "";
    do {
      Answer page = local.get("backups?source=paged&limit=5" + next);
      items(page).forEach(item -> ids.add(item.path("id").asText()));
      next = page.json().path("next").isNull() ? "" : "&cursor=" + page.text("next");
    } while (!next.isEmpty());
    // Then
    assertThat(ids).hasSize(12).doesNotHaveDuplicates();
  }

  @Test
  void theLiveFeedGoesOnBehindTheLastEventThatWasSeen() throws IOException {
    // Given
    var source = new SourceName("streamed");
    Instant due = Instant.parse("2026-11-16T03:00:00Z");
    List<Event<?>> events = StoryEvents.whole(source, due);
    List<String> first;
    try (InputStream stream = local.stream("events/stream?subject=streamed")) {
      // When
      tell(events.subList(0, 3));
      first = ids(stream, 3);
    }
    tell(events.subList(3, events.size()));
    List<String> second;
    try (InputStream stream =
        local.with("Last-Event-ID", first.get(1)).stream("events/stream?subject=streamed")) {
      second = ids(stream, events.size() - 2);
    }
    // Then
    List<String> all = new ArrayList<>(first.subList(0, 2));
    all.addAll(second);
    assertThat(second.getFirst()).isEqualTo(first.get(2));
    assertThat(all.stream().map(Long::valueOf)).isSorted().doesNotHaveDuplicates();
    Answer page = local.get("events?subject=streamed&limit=500");
    assertThat(items(page).map(item -> item.path("sequence").asText()).toList()).isEqualTo(all);
    Answer after = local.get("events?subject=streamed&limit=2&after=" + all.get(1));
    assertThat(items(after).map(item -> item.path("sequence").asText()).toList())
        .isEqualTo(all.subList(2, 4));
    assertThat(after.text("next")).isEqualTo(all.get(3));
  }

  @Test
  void manyReadersFollowTheFeedAtOnce() throws IOException {
    // Given
    var source = new SourceName("crowded");
    List<InputStream> readers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      readers.add(local.stream("events/stream?subject=crowded"));
    }
    // When
    tell(StoryEvents.whole(source, Instant.parse("2026-11-16T03:00:00Z")));
    // Then
    List<String> first = ids(readers.getFirst(), 7);
    for (InputStream reader : readers.subList(1, readers.size())) {
      assertThat(ids(reader, 7)).isEqualTo(first);
      reader.close();
    }
    readers.getFirst().close();
  }

  @Test
  void browsersAreNotMadeToAskByPagesFromElsewhere() throws IOException {
    String path = "GET /api/v1/status HTTP/1.1\r\nConnection: close\r\n";
    String own = "Host: 127.0.0.1:" + base.getPort() + "\r\n";
    assertThat(local.raw(path + own + "\r\n")).isEqualTo(200);
    assertThat(local.raw(path + "Host: backstay.example\r\n\r\n")).isEqualTo(200);
    assertThat(local.raw(path + "Host: attacker.example\r\n\r\n")).isEqualTo(421);
    assertThat(local.raw(path + own + "Origin: http://attacker.example\r\n\r\n")).isEqualTo(421);
    assertThat(local.raw(path + own + "Origin: null\r\n\r\n")).isEqualTo(421);
    assertThat(local.raw(path + own + "Sec-Fetch-Site: cross-site\r\n\r\n")).isEqualTo(421);
    assertThat(local.raw(path + own + "Origin: http://127.0.0.1:" + base.getPort() + "\r\n\r\n"))
        .isEqualTo(200);
  }

  @Test
  void strangeParametersAndBodiesAreRefusedWithTheReason() {
    Map<String, String> refused =
        Map.of(
            "backups?limit=0", "'limit' is 1 to 500",
            "backups?limit=501", "'limit' is 1 to 500",
            "backups?limit=five", "'limit'",
            "backups?colour=red", "'colour'",
            "backups?source=a&source=b", "twice",
            "backups?state=gone", "DAMAGED",
            "backups?from=yesterday", "'from'",
            "backups?cursor=abc", "'cursor'",
            "backups/42", "'id'",
            "events?type=unknown", "docs/events.md");
    refused.forEach((target, reason) -> {
      Answer answer = local.get(target);
      assertThat(answer.status()).as(target).isEqualTo(400);
      assertThat(answer.type()).startsWith("application/problem+json");
      assertThat(answer.text("detail")).contains(reason);
      assertThat(answer.text("code")).isEqualTo("API_REFUSED");
      assertThat(answer.text("remedy")).isNotEmpty();
    });
    for (String body :
        List.of(
            "",
            "null",
            "[]",
            "{",
            "\"text\"",
            "{\"source\":7}",
            "{\"source\":null}",
            "{\"source\":\"asked-files\",\"colour\":1}",
            "{\"source\":\"Not A Name\"}",
            "{\"source\":\"asked-files\",\"kind\":\"HALF\"}",
            "{\"source\":\"asked-files\",\"kind\":\"LOGICAL\"}",
            "{\"source\":\"asked-files\",\"tags\":[\"a b\"]}",
            "{\"source\":\"asked-files\",\"source\":\"asked-files\"}")) {
      Answer answer = local.post("backups", body);
      assertThat(answer.status()).as(body + answer.body()).isEqualTo(400);
      assertThat(answer.type()).startsWith("application/problem+json");
    }
    assertThat(local.post("backups", "{\"source\":\"nowhere\"}").status()).isEqualTo(404);
    assertThat(local.get("nothing").status()).isEqualTo(404);
    assertThat(local.call("PUT", "backups", "{}").status()).isEqualTo(405);
    assertThat(local.post("backups", "x".repeat(100_000)).status()).isEqualTo(413);
    assertThat(local.with("Idempotency-Key", "a b").post("backups", "{}").status()).isEqualTo(400);
  }

  @Test
  void noParameterBreaksTheServer() {
    var random = new Random(20_261_120);
    List<String> names =
        List.of("source", "kind", "state", "destination", "tag", "from", "to", "limit", "cursor");
    List<String> values =
        List.of(
            "",
            "%00",
            "'; drop table backup; --",
            "-1",
            "9".repeat(30),
            "\u202e",
            "../../etc",
            "{}",
            "%",
            "1e9",
            "+999999999-01-01T00:00:00Z",
            "-999999999-01-01T00:00:00Z",
            "MjAyNi0xMS0xNlQwMzowMDowMFogMQ",
            "a".repeat(2_000),
            "NaN",
            "${env:HOME}",
            "*",
            "\n");
    for (int i = 0; i < 400; i++) {
      String list = LISTS.get(random.nextInt(LISTS.size()));
      String query =
          names.get(random.nextInt(names.size()))
              + "="
              + URLEncoder.encode(
                  values.get(random.nextInt(values.size())), StandardCharsets.UTF_8);
      Answer answer = local.get(list + "?" + query);
      assertThat(answer.status()).as(list + "?" + query + answer.body()).isIn(200, 400);
    }
  }

  @Test
  void monitoringFindsTheMetricsItKnows() {
    tell(StoryEvents.whole(new SourceName("measured"), Instant.parse("2026-11-16T03:00:00Z")));
    awaitTrue(() -> local.get("/q/metrics").body().contains("backup_health_status"));
    String metrics = local.get("/q/metrics").body();
    assertThat(metrics)
        .contains("backup_health_status{source=\"asked-files\"} 0.0")
        .contains("# TYPE backup_health_status gauge");
  }

  @Test
  void theDocumentIsTheOneInTheDocs() throws IOException {
    // Given
    Path checkedIn = Path.of(System.getProperty("backstay.root", ".."), "docs", "openapi.yaml");
    // When
    String document = local.get("/q/openapi?format=yaml").body();
    Files.writeString(Path.of("target", "openapi.yaml"), document);
    if (System.getProperty("backstay.regenerate") != null) {
      Files.writeString(checkedIn, document);
    }
    // Then
    assertThat(checkedIn)
        .as("copy catalog-service/target/openapi.yaml to docs/openapi.yaml")
        .hasContent(document);
  }

  private String token(String name, String role) {
    Answer made = admin.post("tokens", "{\"name\":\"%s\",\"role\":\"%s\"}".formatted(name, role));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertThat(made.text("token")).matches("bst_[A-Za-z0-9_-]{43}");
    return made.text("token");
  }

  private void tell(List<Event<?>> events) {
    events.forEach(publisher::publish);
  }

  private static Stream<JsonNode> items(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return StreamSupport.stream(answer.json().path("items").spliterator(), false);
  }

  private static List<String> ids(InputStream stream, int count) throws IOException {
    var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    List<String> ids = new ArrayList<>();
    while (ids.size() < count) {
      String line = reader.readLine();
      assertThat(line).isNotNull();
      if (line.startsWith("id:")) {
        ids.add(line.substring("id:".length()).strip());
      }
    }
    return ids;
  }

  private static void awaitTrue(BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
    }
  }
}
