package dev.backstay.engine.postgres.logical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.ErrorKind;
import dev.backstay.contract.Secret;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.postgres.fixture.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Dumps of a database whose tables are being changed, or whose server goes. */
@Tag("system")
@Timeout(120)
final class LockedDumpTest {
  private static final int MAJOR = 15;
  private static final String SHOP = "shop";
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final long LIMIT_SECONDS = 60;

  private static final String CHANGE = "ALTER TABLE orders ADD COLUMN IF NOT EXISTS late int";
  private static final String CHANGE_WAITS = "NOT granted AND mode = 'AccessExclusiveLock'";
  private static final String DUMP_WAITS = "NOT granted AND mode = 'AccessShareLock'";

  @TempDir static Path temp;

  private static TestCluster cluster;
  private static Path programs;
  private static String table = "";

  @BeforeAll
  static void make() throws IOException {
    cluster = TestCluster.initialize(temp.resolve("cluster"), MAJOR);
    cluster.sql(
        "CREATE DATABASE " + SHOP,
        "CREATE ROLE reader LOGIN PASSWORD '%s'".formatted(TestCluster.PASSWORD));
    cluster.sqlIn(
        SHOP, "CREATE TABLE orders (id serial PRIMARY KEY)", "GRANT SELECT ON orders TO reader");
    table = cluster.queryIn(SHOP, "SELECT 'orders'::regclass::oid").getFirst().getFirst();
    programs = Files.createDirectory(temp.resolve("programs"));
    Path script = Files.writeString(programs.resolve("pg_dump"), heldUpProgram());
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterAll
  static void end() {
    cluster.close();
  }

  /** Asks for its locks only when it is told to go. */
  private static String heldUpProgram() {
    return """
    #!/bin/sh
    case "$*" in *--snapshot*) until [ -e %s/go ]; do :; done ;; esac
    exec /usr/lib/postgresql/%d/bin/pg_dump "$@"
    """
        .formatted(programs, MAJOR);
  }

  private static ThrowingCallable dump(Secret url, List<Path> folders, Duration lockWait) {
    var setting =
        new LogicalCapture.Setting(
            PostgresAddress.parse(url),
            new DumpSelection(List.of(SHOP), List.of(), false, false, false, 1),
            temp.resolve("spool"),
            Spool.DEFAULT_LIMIT_BYTES,
            folders,
            lockWait);
    return () -> new LogicalCapture(setting).run((_, _) -> {});
  }

  private static CompletableFuture<Void> inBackground(ThrowingCallable work) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            work.call();
          } catch (RuntimeException e) {
            throw e;
          } catch (Throwable e) {
            throw new AssertionError(e);
          }
        },
        Thread::startVirtualThread);
  }

  private static void await(String lock) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (cluster.value("SELECT count(*) FROM pg_locks WHERE " + lock).equals("0")) {
      assertThat(System.nanoTime()).as(lock).isLessThan(end);
    }
  }

  private static void assertFails(CompletableFuture<Void> dump, ErrorCode code) {
    assertThatThrownBy(() -> dump.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join())
        .cause()
        .isInstanceOfSatisfying(BackstayException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining("pg_dump: error: ");
  }

  /** A dump that holds our locks, while a change waits for them and pg_dump has asked for none. */
  private static CompletableFuture<Void> heldUp(Duration lockWait) throws IOException {
    Files.deleteIfExists(programs.resolve("go"));
    CompletableFuture<Void> dump =
        inBackground(dump(cluster.superuserUrl(), List.of(programs), lockWait));
    await("granted AND mode = 'AccessShareLock' AND relation = " + table);
    return dump;
  }

  @Test
  void changeBetweenOurLocksAndThoseOfPgDumpHoldsNobodyUpForLong() throws IOException {
    // Given
    CompletableFuture<Void> dump = heldUp(SHORT);
    CompletableFuture<Void> change = inBackground(() -> cluster.sqlIn(SHOP, CHANGE));
    await(CHANGE_WAITS);

    // When
    Files.createFile(programs.resolve("go"));

    // Then
    assertFails(dump, ErrorCode.SOURCE_BUSY);
    assertThat(ErrorCode.SOURCE_BUSY.kind()).isEqualTo(ErrorKind.TRANSIENT);
    change.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
  }

  @Test
  void lostConnectionOfPgDumpIsToldAsOne() throws IOException {
    // Given
    CompletableFuture<Void> dump = heldUp(LONG);
    CompletableFuture<Void> change = inBackground(() -> cluster.sqlIn(SHOP, CHANGE));
    await(CHANGE_WAITS);
    Files.createFile(programs.resolve("go"));
    await(DUMP_WAITS);

    // When
    cluster.sql("SELECT pg_terminate_backend(pid) FROM pg_locks" + " WHERE " + DUMP_WAITS);

    // Then
    assertFails(dump, ErrorCode.SOURCE_UNREACHABLE);
    change.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
  }

  @Test
  void tableThatIsBeingChangedIsNotWaitedForWithoutEnd() throws SQLException {
    try (Connection other = cluster.connect(SHOP);
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(CHANGE);

      assertThatThrownBy(dump(cluster.superuserUrl(), List.of(), SHORT))
          .isInstanceOfSatisfying(
              BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_BUSY))
          .hasMessageContaining("'shop'");
    }
  }

  @Test
  void whatTheRoleMayNotReadIsToldAsDenied() {
    Secret reader = cluster.url("reader", SHOP);

    // Then a table alone is not enough: its sequence is read by pg_dump alone
    assertFails(inBackground(dump(reader, List.of(), LONG)), ErrorCode.SOURCE_DENIED);
  }
}
