package dev.backstay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the platform answers instead of what was asked: one message, remedy and status. */
class PlatformRefusalsTest {
  @TempDir Path directory;
  private PlatformServer platform;
  private Shell shell;

  @BeforeEach
  void start() throws IOException {
    platform = new PlatformServer();
    shell = Shell.in(directory).with("BACKSTAY_API", platform.address());
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void nothingAnswers() {
    platform.close();
    shell.run("status").isRefused(ErrorCode.API_UNREACHABLE);
  }

  @Test
  void aProblemTellsItsOwnRemedyAndTheStatusOfItsCode() {
    // Given
    platform.instead(
        "/status", PlatformServer.problem(503, "KAFKA_UNREACHABLE", "no broker", "Start it."));

    // When
    Told told = shell.run("status");
    Told json = shell.run("status", "--json");

    // Then
    assertThat(told.status()).isEqualTo(ErrorCode.KAFKA_UNREACHABLE.exitStatus());
    assertThat(told.err()).isEqualTo("backstay: no broker\n  Start it.\n");
    assertThat(json.out()).contains("\"code\":\"KAFKA_UNREACHABLE\"", "\"remedy\":\"Start it.\"");
  }

  @Test
  void aCodeOfANewerPlatformIsPassedOn() {
    // Given
    platform.instead("/status", PlatformServer.problem(422, "NOT_YET", "too new", "Update."));

    // When
    Told told = shell.run("status", "--json");

    // Then
    assertThat(told.status()).isEqualTo(ErrorCode.API_REFUSED.exitStatus());
    assertThat(told.out()).contains("\"code\":\"NOT_YET\"", "\"remedy\":\"Update.\"");
  }

  @Test
  void aDefectOfThePlatformHasNoStackTraceHere() {
    // Given
    platform.instead("/status", PlatformServer.problem(500, "INTERNAL", "a defect", "Report it."));

    // When
    Told told = shell.run("status");

    // Then
    assertThat(told.status()).isEqualTo(ErrorCode.INTERNAL.exitStatus());
    assertThat(told.err()).isEqualTo("backstay: a defect\n  Report it.\n");
  }

  @Test
  void onlyWhoHasATokenIsAnswered() throws IOException {
    // Given
    platform.withToken("bst_good", "VIEWER").with("/status", "{'state':'OK'}");
    String good = shell.passwordFile("good", "bst_good").toString();
    String bad = shell.passwordFile("bad", "bst_bad").toString();

    // Then
    assertThat(shell.run("status").status()).isEqualTo(ErrorCode.API_DENIED.exitStatus());
    assertThat(shell.run("status", "--token-file", bad).err())
        .isEqualTo("backstay: no token that is known here\n  Ask an admin for one.\n");
    shell.run("status", "--token-file", good).orFail();
    shell.with("BACKSTAY_TOKEN_FILE", good).run("status").orFail();
  }

  @Test
  void whatARoleMayNotIsDenied() throws IOException {
    // Given
    platform.withToken("bst_view", "VIEWER");
    String file = shell.passwordFile("view", "bst_view").toString();

    // Then
    shell.run("backup", "now", "orders", "--token-file", file).isRefused(ErrorCode.API_DENIED);
    shell.run("backup", "now", "orders").isRefused(ErrorCode.API_DENIED); // no token: 401
  }

  @Test
  void aTokenFileMustHoldAToken() throws IOException {
    String file = shell.passwordFile("odd", "two words").toString();
    shell.run("status", "--token-file", file).isRefused(ErrorCode.SECRET_MISSING);
    shell.run("status", "--token-file", file + "-absent").isRefused(ErrorCode.SECRET_MISSING);
  }

  @Test
  void aTokenOnAnOpenLineIsWarnedOf() throws IOException {
    // When
    String file = shell.passwordFile("token", "bst_x").toString();
    Told told = shell.run("status", "--token-file", file, "--api", "http://nowhere.invalid");

    // Then
    assertThat(told.status()).isEqualTo(ErrorCode.API_UNREACHABLE.exitStatus());
    assertThat(told.err()).contains("unencrypted").doesNotContain("bst_x");
  }

  @ParameterizedTest
  @CsvSource({
    "200,text/html,<html>, API_UNREACHABLE",
    "200,application/json,'{\"state\":', API_UNREACHABLE",
    "200,application/json,'[1] [2]', API_UNREACHABLE",
    "200,application/json,'7', API_UNREACHABLE",
    "302,text/html,moved, API_UNREACHABLE",
    "502,text/html,<html>Bad Gateway, API_UNREACHABLE",
    "404,text/html,<html>Not Found, API_REFUSED",
    "401,text/html,<html>, API_DENIED",
    "403,text/html,<html>, API_DENIED",
  })
  void whatIsNotBackstaysAnswerIsRefused(int status, String type, String body, ErrorCode code) {
    // Given
    platform.instead("/status", exchange -> PlatformServer.answer(exchange, status, type, body));

    // Then
    shell.run("status").isRefused(code);
  }

  @Test
  void anAnswerThatBreaksOffIsNotBelieved() {
    // Given
    platform.instead(
        "/status",
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write("{\"state\":\"OK\"}".getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
        });

    // Then
    shell.run("status").isRefused(ErrorCode.API_UNREACHABLE);
  }

  @Test
  void anEndlessAnswerIsLeft() {
    // Given
    byte[] spaces = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
    platform.instead(
        "/status",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          while (true) {
            exchange.getResponseBody().write(spaces); // ends when the reader goes
          }
        });

    // Then
    shell.run("status").isRefused(ErrorCode.API_UNREACHABLE);
  }

  @Test
  void pagesThatGoInACircleEnd() {
    // Given
    platform.with("/audit", "{'items':[],'next':'again'}");

    // Then
    shell.run("audit").isRefused(ErrorCode.API_UNREACHABLE);
  }

  @Test
  void aRequestIsSentOnce() {
    // Given
    platform.instead("/tokens", exchange -> exchange.close());

    // When
    shell.run("tokens", "create", "ci").isRefused(ErrorCode.API_UNREACHABLE);

    // Then
    assertThat(platform.calls()).hasSize(1);
  }

  @Test
  void anInterruptEndsACallThatHangs() {
    // Given
    Thread caller = Thread.currentThread();
    CountDownLatch end = new CountDownLatch(1);
    platform.instead(
        "/status",
        _ -> {
          caller.interrupt();
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });

    // When
    Told told = shell.run("status");

    // Then
    assertThat(Thread.interrupted()).isTrue();
    end.countDown();
    told.isRefused(ErrorCode.INTERRUPTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status --api ftp://host",
        "status --api nowhere",
        "status --api http://",
        "status --api http://user:secret@host",
        "status --api http://host?a=b",
        "backups --source Bad_Name",
        "backups --limit 0",
        "backups --since soon",
        "backups --kind odd",
        "backups show latest",
        "backups show",
        "backup now",
        "backup now ../etc",
        "backup now orders --key two\twords",
        "events --limit 0",
        "events --after -1",
        "retention",
        "prune orders",
        "verify",
        "verify x",
        "verify 3ae4868a-8a05-828f-b90c-9ab986aeab0c --level L9",
        "parked",
        "parked replay",
        "parked replay topic",
        "tokens",
        "tokens create",
        "tokens create ci --role god"
      })
  void whatMakesNoSenseIsRefusedBeforeThePlatformIsAsked(String line) {
    // When
    Told told = shell.run(line.split(" "));

    // Then
    told.isRefused(ErrorCode.USAGE);
    assertThat(told.err()).doesNotContain("secret@");
    assertThat(platform.calls()).isEmpty();
  }
}
