package dev.backstay.pipeline.postgres.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.engine.postgres.recovery.ControlFile;
import dev.backstay.engine.postgres.recovery.ScratchServer;
import dev.backstay.pipeline.Progress;
import dev.backstay.postgres.fixture.TestPrograms;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a restore does with a directory in which something is. */
@Tag("system")
final class DeltaRestoreTest {
  private static final FileOwner MINE = new FileOwner(0, 0, "", "");
  private static final int STRANGER = 65_534;

  @TempDir static Path fixtures;

  private static HeldCluster held;
  private static StoredSnapshot base;
  private static long tablespace;

  @TempDir Path directory;

  @BeforeAll
  static void aClusterWithATablespaceIsHeld() throws IOException {
    held = new HeldCluster(fixtures, 15, "--wal-segsize=1");
    Path place = Files.createDirectory(fixtures.resolve("fast"));
    held.cluster.server().user().own(place);
    held.cluster.sql(
        "CREATE TABLESPACE fast LOCATION '" + place + "'",
        "CREATE TABLE told (n int) TABLESPACE fast",
        "INSERT INTO told VALUES (7)");
    tablespace =
        Long.parseLong(held.cluster.value("SELECT oid FROM pg_tablespace WHERE spcname = 'fast'"));
    base = held.vault.snapshots().read(held.base());
  }

  @AfterAll
  static void end() {
    held.close();
  }

  private static PostgresRestoreReport restore(
      Path to, Map<Long, Path> tablespaces, Optional<SystemId> mended, Progress progress) {
    RestoreOrder alone = RestoreOrder.alone(base, to);
    return new PostgresRestore(held.vault, InstantSource.system())
        .run(
            new RestoreOrder(
                alone.cluster(),
                alone.wish(),
                new RestoreOrder.Place(to, tablespaces, Optional.of(MINE), mended),
                alone.base()),
            progress);
  }

  private static PostgresRestoreReport mend(Path to) {
    return restore(to, Map.of(), Optional.of(held.system()), Progress.NONE);
  }

  private static String told(Path data) {
    try (ScratchServer server =
        ScratchServer.start(
            new ScratchServer.Setup(
                TestPrograms.of(15),
                data,
                data.resolveSibling("s"),
                Map.of(),
                Duration.ofMinutes(1)))) {
      return server.answer("postgres", "SELECT n FROM told");
    }
  }

  private static void refusedWith(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(BackstayException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void whatLinksLeadToIsMendedThereAndWhatIsOthersStays() throws IOException {
    // Given
    Path data = Files.createDirectories(directory.resolve("disk/data"));
    Path link = Files.createSymbolicLink(directory.resolve("data"), data);
    Path place = Files.createDirectories(directory.resolve("disk/fast"));
    Path placeLink = Files.createSymbolicLink(directory.resolve("fast"), place);
    restore(link, Map.of(tablespace, placeLink), Optional.empty(), Progress.NONE);
    Path log = Files.move(data.resolve("pg_wal"), directory.resolve("log"));
    Path logLink = Files.createSymbolicLink(directory.resolve("log-link"), log);
    Files.createSymbolicLink(data.resolve("pg_wal"), logLink);
    Path strange = Files.writeString(data.resolve("base/strange"), "left over");
    Path stale = Files.writeString(log.resolve("0000000A000000000000000A"), "left over");
    Path lost = Files.createDirectory(log.resolve("lost+found"));
    Path lostHere = Files.createDirectory(data.resolve("lost+found"));
    Path others = Files.createDirectories(place.resolve("PG_14_202107181/5")).resolve("1");
    Files.writeString(others, "another cluster's");

    // When
    PostgresRestoreReport report = mend(link);

    // Then
    assertThat(link).isSymbolicLink();
    assertThat(report.files().outcome().bytesWritten()).isLessThan(report.files().bytes() / 10);
    assertThat(strange).doesNotExist();
    assertThat(stale).doesNotExist();
    assertThat(lost).isDirectory();
    assertThat(lostHere).isDirectory();
    assertThat(others).hasContent("another cluster's");
    assertThat(placeLink).isSymbolicLink();
    assertThat(logLink).isSymbolicLink();
    assertThat(told(data)).isEqualTo("7");
  }

  @Test
  void filesThatStayGetTheirOwnerAndPermissions() throws IOException {
    // Given
    Path data = directory.resolve("data");
    restore(data, Map.of(), Optional.empty(), Progress.NONE);
    Path file = data.resolve("base/1/1259");
    Files.setAttribute(file, "unix:uid", STRANGER);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--rw-"));

    // When
    mend(data);

    // Then
    assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(0);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void anInterruptedRestoreIsFinishedByTheSameCommand() throws IOException {
    // Given
    Path data = directory.resolve("data");
    Map<Long, Path> tablespaces = Map.of(tablespace, directory.resolve("fast"));
    refusedWith(
        ErrorCode.INTERRUPTED,
        () -> restore(data, tablespaces, Optional.empty(), new EndsMidway()));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(data).isNotEmptyDirectory();
    assertThat(data.resolve(ControlFile.PATH)).doesNotExist();
    refusedWith(
        ErrorCode.TARGET_DIFFERENT,
        () -> restore(data, tablespaces, Optional.of(new SystemId(42)), Progress.NONE));

    // When
    PostgresRestoreReport report = restore(data, tablespaces, Optional.empty(), Progress.NONE);

    // Then
    assertThat(report.files().outcome().bytesWritten()).isLessThan(report.files().bytes());
    assertThat(data).isDirectoryNotContaining("glob:**/backstay-restore.*");
    assertThat(told(data)).isEqualTo("7");
    refusedWith(
        ErrorCode.TARGET_NOT_EMPTY,
        () -> restore(data, tablespaces, Optional.empty(), Progress.NONE));
  }

  @Test
  void aServerThatMayRunInAnotherContainerIsLeftAlone() throws IOException {
    // Given
    Path data = directory.resolve("data");
    restore(data, Map.of(), Optional.empty(), Progress.NONE);
    Path process = data.resolve("postmaster.pid");
    Files.writeString(process, Integer.MAX_VALUE + "\n" + data + "\n");
    Path strange = Files.writeString(data.resolve("base/strange"), "left over");

    // Then
    refusedWith(ErrorCode.TARGET_IN_USE, () -> mend(data));
    assertThat(strange).exists();
    Files.delete(process);
    mend(data);
    assertThat(strange).doesNotExist();
  }

  /** Interrupts the thread that made it once half of the files are there. */
  private static final class EndsMidway implements Progress {
    private final Thread restoring = Thread.currentThread();
    private long half = Long.MAX_VALUE;
    private long done;

    @Override
    public void total(long files, long bytes) {
      half = files / 2;
    }

    @Override
    public synchronized void advance(long files, long bytes) {
      done += files;
      if (done >= half) {
        restoring.interrupt();
      }
    }
  }
}
