package dev.backstay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands that stay: the live feed, and a backup until its end. */
@Timeout(60)
class PlatformFollowTest {
  private static final String ID = "00000000-0000-4000-8000-000000000001";

  @TempDir Path directory;
  private PlatformServer platform;
  private Shell shell;

  @BeforeEach
  void start() throws IOException {
    platform = new PlatformServer();
    shell = Shell.in(directory).with("BACKSTAY_API", platform.address());
    for (int i = 1; i <= 5; i++) {
      platform.withEvent(
          """
          {'sequence':%d,'event':{'type':'dev.backstay.backup.verified.v1','subject':'orders',\
          'time':'2026-11-20T03:00:0%dZ','data':{'level':'L1','destination':'offsite'}}}\
          """
              .formatted(i, i));
    }
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void theLastEventsAreShown() {
    // When
    Told told = shell.run("events", "--limit", "2").orFail();

    // Then
    assertThat(told.out())
        .isEqualTo(
            """
            2026-11-20 03:00:04  backup.verified         orders  destination offsite, level L1
            2026-11-20 03:00:05  backup.verified         orders  destination offsite, level L1
            """);
  }

  @Test
  void eventsBehindOneAreShown() {
    // When
    Told told = shell.run("events", "--after", "2", "--json").orFail();

    // Then
    assertThat(told.out().lines()).hasSize(3).first().asString().startsWith("{\"sequence\":3,");
  }

  @Test
  void aFeedThatBreaksGoesOnWithoutLossOrDouble() {
    // Given
    platform.cuttingAfter(2);

    // When
    Told told = shell.run("events", "--follow", "--limit", "5", "--json").orFail();

    // Then
    assertThat(told.out().lines().filter(line -> line.startsWith("{\"sequence\"")))
        .extracting(line -> line.charAt("{\"sequence\":".length()))
        .containsExactly('1', '2', '3', '4', '5');
    assertThat(platform.resumed()).containsExactly("", "2", "4");
  }

  @Test
  void aFeedBeginsBehindAnEvent() {
    // When
    shell.run("events", "--follow", "--after", "3", "--limit", "2").orFail();

    // Then
    assertThat(platform.resumed()).containsExactly("3");
  }

  @Test
  void aFeedThatIsRefusedAtFirstEnds() {
    // Given
    platform.instead(
        "/events/stream", PlatformServer.problem(400, "API_REFUSED", "no such type", ""));

    // Then
    shell.run("events", "--follow", "--type", "odd").isRefused(ErrorCode.API_REFUSED);
  }

  @Test
  void aFeedThatNobodyServesEnds() {
    platform.close();
    shell.run("events", "--follow").isRefused(ErrorCode.API_UNREACHABLE);
  }

  private void answerWithStates(String... states) {
    AtomicInteger look = new AtomicInteger();
    platform
        .with("/sources/orders", "{'name':'orders','destinations':['near','offsite']}")
        .with(
            "/progress",
            "{'items':[{'backup':'%s','stage':'UPLOAD','bytesDone':5,'bytesTotal':10}]}"
                .formatted(ID))
        .instead(
            "/backups/" + ID,
            exchange -> {
              int now = Math.min(look.getAndIncrement(), states.length - 1);
              PlatformServer.answer(
                  exchange,
                  200,
                  "application/json",
                  PlatformServer.json("{'id':'%s','source':'orders',%s}".formatted(ID, states[now]))
                      .toString());
            })
        .instead(
            "/backups/" + ID + "/timeline",
            exchange -> {
              StringBuilder items = new StringBuilder();
              for (int i = 0; i < look.get(); i++) {
                items
                    .append(i == 0 ? "" : ",")
                    .append(
                        "{'at':'2026-11-20T03:00:00Z','stage':'UPLOAD','state':'STEP_%d'}"
                            .formatted(i));
              }
              PlatformServer.answer(
                  exchange,
                  200,
                  "application/json",
                  PlatformServer.json("{'items':[" + items + "]}").toString());
            });
  }

  @Test
  void aBackupIsFollowedUntilItIsProvenEverywhere() {
    // Given
    answerWithStates(
        "'state':'PROVEN','destinations':[{'destination':'near','state':'PROVEN'}]",
        "'state':'PROVEN','destinations':[{'destination':'near','state':'PROVEN'},"
            + "{'destination':'offsite','state':'PROVEN'}]");

    // When
    Told told = shell.run("backup", "now", "orders", "--follow").orFail();

    // Then
    assertThat(told.out())
        .isEqualTo(
            """
            asked for backup %s of orders
            2026-11-20 03:00:00  upload   step 0
            2026-11-20 03:00:00  upload   step 1
            backup %s of orders is proven at near, offsite
            """
                .formatted(ID, ID));
  }

  @Test
  void aBackupThatFailsAtADestinationEndsWithItsStatus() {
    // Given
    answerWithStates(
        "'state':'STORED','destinations':[{'destination':'near','state':'STORED'},"
            + "{'destination':'offsite','state':'FAILED','failure':"
            + "{'code':'STORE_FULL','message':'no space','remedy':'Make room.'}}]");

    // When
    Told told = shell.run("backup", "now", "orders", "--follow");

    // Then
    assertThat(told.status()).isEqualTo(ErrorCode.STORE_FULL.exitStatus());
    assertThat(told.err())
        .isEqualTo(
            "backstay: backup %s of orders failed at offsite: no space\n  Make room.\n"
                .formatted(ID));
  }

  @Test
  void aBackupThatCouldNotBeCapturedEndsWithItsStatus() {
    // Given
    answerWithStates(
        "'state':'RETRYING','destinations':[]",
        "'state':'FAILED','failure':{'code':'SOURCE_NOT_FOUND','message':'no path'}");

    // When
    Told told = shell.run("backup", "now", "orders", "--follow");

    // Then
    assertThat(told.status()).isEqualTo(ErrorCode.SOURCE_NOT_FOUND.exitStatus());
  }

  @Test
  void aPlatformThatIsAwayForAWhileIsWaitedFor() {
    // Given
    AtomicInteger look = new AtomicInteger();
    answerWithStates(
        "'destinations':[{'destination':'near','state':'PROVEN'},"
            + "{'destination':'offsite','state':'PROVEN'}]");
    platform.instead(
        "/progress",
        exchange -> {
          if (look.getAndIncrement() == 0) {
            PlatformServer.answer(exchange, 503, "text/html", "<html>");
          } else {
            PlatformServer.answer(exchange, 200, "application/json", "{\"items\":[]}");
          }
        });

    // When
    Told told = shell.run("backup", "now", "orders", "--follow").orFail();

    // Then
    assertThat(told.err()).contains("the backup goes on, trying again");
  }
}
