package dev.backstay.engine.postgres.physical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.CaptureEngine;
import dev.backstay.engine.CaptureSink;
import dev.backstay.engine.Postponed;
import dev.backstay.engine.postgres.ChangedBlocks;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.ServerFacts;
import dev.backstay.engine.postgres.connection.ServerSession;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One physical backup of a running cluster: its data directory under the name {@link #DIRECTORY},
 * ready to be started. With {@link #start} the server knows of it; then {@link #since} may say what
 * need not be read; {@link #capture} reads, once; {@link #close} ends the connections, and with
 * them, when it was not finished, the backup.
 *
 * <p>For one thread, but that the contents are read on any; they must be read before {@link
 * #close}. The sink must know how to {@linkplain CaptureSink#settle settle} and to {@linkplain
 * CaptureSink#postpone postpone}.
 */
public final class PhysicalCapture implements CaptureEngine, AutoCloseable {
  /** What the data directory is called in the snapshot. */
  public static final String DIRECTORY = "data";

  /** The server writes 8 KiB of pg_control at once, so two equal readings are one writing. */
  private static final int CONTROL_BYTES = 8192;

  private static final int CONTROL_TRIES = 10;

  private static final String IN_PLACE =
      """
      # Added by Backstay: the tablespaces were captured as directories of pg_tblspc.
      allow_in_place_tablespaces = 'on'
      """;

  private final PhysicalRequest request;
  private final BackupSession backup;
  private final StartedBackup started;
  private final ClusterFiles files;
  private final ClusterFiles again;
  private final LongAdder bytesRead = new LongAdder();
  private Changes changes = Changes.UNKNOWN;
  private @Nullable PhysicalOutcome outcome;

  private PhysicalCapture(PhysicalRequest request, BackupSession backup) {
    this.request = request;
    this.backup = backup;
    this.started = backup.start(request.label(), request.fastCheckpoint());
    Optional<DiskFiles> disk = disk();
    this.files = disk.isPresent() ? disk.orElseThrow() : overConnections(request.readers());
    this.again = disk.isPresent() ? disk.orElseThrow() : overConnections(1);
  }

  /**
   * Begins a backup: reserves the log, makes a checkpoint and waits for it.
   *
   * <p>Fails with the codes of {@link dev.backstay.engine.postgres.connection.ServerSession#open},
   * and with {@code SOURCE_SETTING} when the server has no slot to spare.
   */
  public static PhysicalCapture start(PhysicalRequest request) {
    BackupSession backup = BackupSession.open(request.address());
    try {
      return new PhysicalCapture(request, backup);
    } catch (RuntimeException e) {
      backup.close();
      throw e;
    }
  }

  private Optional<DiskFiles> disk() {
    Optional<DiskFiles> disk =
        request.access() == Access.CONNECTIONS
            ? Optional.empty()
            : DiskFiles.of(backup.facts(), started.slot().name());
    if (disk.isEmpty() && request.access() == Access.DISK) {
      throw new BackstayException(
          ErrorCode.SOURCE_UNREADABLE,
          "the data directory '%s' of %s is not on this host or may not be read, nothing was captured"
              .formatted(backup.facts().setting("data_directory"), request.address()));
    }
    return disk;
  }

  private SqlFiles overConnections(int readers) {
    return new SqlFiles(backup.session(), new ReaderSessions(backup.session(), readers));
  }

  /** The server that is captured. */
  public ServerFacts facts() {
    return backup.facts();
  }

  /**
   * The session that holds the backup open, for questions to this very server on the capture's own
   * thread, before {@link #capture}. It belongs to the capture.
   */
  public ServerSession session() {
    return backup.session();
  }

  /** Where a recovery of this backup begins to read the log; changes are asked up to here. */
  public Lsn startLsn() {
    return started.start();
  }

  /**
   * From where on the server keeps its log for the backup: where a recovery would have begun before
   * it.
   */
  public Lsn keptLsn() {
    return started.slot().keeps();
  }

  /** When the backup began, by the server's clock. */
  public Instant startedAt() {
    return started.at();
  }

  /**
   * When the server was started, by its clock then; it says the same for as long as it runs. To be
   * called before {@link #capture}.
   */
  public Instant serverStartedAt() {
    return backup
        .session()
        .row(
            row -> Instant.EPOCH.plus(row.getLong(1), ChronoUnit.MICROS),
            "SELECT (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint")
        .orElseThrow();
  }

  /** Whether files are read from this host's disk. */
  public boolean onDisk() {
    return files.onDisk();
  }

  /**
   * Reads only what changed: the sink is given {@link dev.backstay.engine.ChangedContent} where the
   * changes of a file are known. To be called before {@link #capture}.
   *
   * @param blocks changed from the parent's start to this backup's start
   */
  public void since(ChangedBlocks blocks) {
    changes = new Changes(blocks, Optional.empty());
  }

  /**
   * Tells that the sink takes over files by their entries: those last written before that time are
   * not read in advance with their neighbours. To be called before {@link #capture}.
   */
  public void quietSince(Instant time) {
    changes = new Changes(ChangedBlocks.UNKNOWN, Optional.of(time));
  }

  /** About how many bytes the cluster's databases have, for a progress; 0 when nobody may know. */
  public long expectedBytes() {
    return backup
        .session()
        .row(
            row -> row.getLong(1),
            """
            SELECT coalesce(sum(CASE WHEN has_database_privilege(oid, 'CONNECT')
              THEN pg_database_size(oid) END), 0)::bigint FROM pg_database
            """)
        .orElse(0L);
  }

  @Override
  public void capture(CaptureSink sink) {
    if (outcome != null) {
      throw new BackstayException(ErrorCode.INTERNAL, "a backup is captured once");
    }
    try {
      take(sink);
    } catch (BackstayException e) {
      throw backup.explained(e, started.slot());
    }
  }

  private void take(CaptureSink sink) {
    ServerFacts facts = backup.facts();
    BadPages badPages = new BadPages();
    FileReading reading = reading(badPages);
    TreeWalk walk =
        new TreeWalk(
            files,
            new FileContents(reading, changes, facts.blockBytes(), facts.pagesOfSegment()),
            sink,
            new TreeWalk.Surroundings(
                facts.setting("data_directory_mode").endsWith("750"), moreSettings()));
    walk.tell(DIRECTORY, started.at());
    StoppedBackup stopped;
    try (Postponed label = walk.label();
        Postponed control = walk.control();
        Postponed wal = walk.wal()) {
      sink.settle();
      add(walk, control, TreeWalk.CONTROL, control());
      stopped = backup.stop();
      add(walk, label, TreeWalk.LABEL, stopped.label().getBytes(StandardCharsets.UTF_8));
      new WalOfBackup(reading, walk, facts.walSegmentBytes()).tell(wal, started.start(), stopped);
    }
    sink.settle();
    outcome = outcome(stopped, badPages);
  }

  /**
   * Tablespaces are captured as directories within the data directory, so that nothing points out
   * of what is restored; a recovery accepts that only where a setting says so. Versions that do not
   * know the setting do not look.
   */
  private String moreSettings() {
    boolean wanted =
        !backup.facts().setting("allow_in_place_tablespaces").isEmpty()
            && !new Naming(backup.session()).tablespaces().isEmpty();
    return wanted ? IN_PLACE : "";
  }

  private FileReading reading(BadPages badPages) {
    ServerFacts facts = backup.facts();
    PageCheck.Rules rules =
        facts.checksums()
            ? new PageCheck.Rules(again, facts.blockBytes(), facts.pagesOfSegment(), badPages)
            : null;
    return new FileReading(
        files, rules, new Pace(request.bytesPerSecond(), System::nanoTime), bytesRead);
  }

  private void add(TreeWalk walk, Postponed place, String name, byte[] bytes) {
    place.add(
        walk.entry(new ListedFile(name, false, bytes.length, started.at())),
        new BytesContent(bytes));
  }

  /** Read last: where a recovery of a standby's backup must lead is what it says then. */
  private byte[] control() {
    byte[] before = new byte[0];
    for (int attempt = 0; attempt < CONTROL_TRIES; attempt++) {
      byte[] now =
          files
              .readSmall(List.of(new SmallFiles.Wanted(TreeWalk.CONTROL_PATH, CONTROL_BYTES)))
              .content(0)
              .orElseThrow(() -> Vanished.file(TreeWalk.CONTROL_PATH));
      if (now.length > 0 && Arrays.equals(now, before)) {
        return now;
      }
      before = now;
    }
    throw new BackstayException(
        ErrorCode.SOURCE_UNREADABLE,
        "pg_control changed with each of " + CONTROL_TRIES + " readings; the backup is of no use");
  }

  private PhysicalOutcome outcome(StoppedBackup stopped, BadPages badPages) {
    Naming naming = new Naming(backup.session());
    return new PhysicalOutcome(
        backup.facts(),
        stopped.timeline(),
        started.start(),
        stopped.stop(),
        started.at(),
        stopped.at(),
        naming.tablespaces(),
        badPages.rotten(started.start(), stopped.stop()).stream().map(naming::named).toList(),
        badPages.unnamed(),
        files.onDisk(),
        bytesRead.sum());
  }

  /** What the capture must be remembered by; there when {@link #capture} has returned. */
  public PhysicalOutcome outcome() {
    PhysicalOutcome known = outcome;
    if (known == null) {
      throw new BackstayException(ErrorCode.INTERNAL, "the backup has not been captured");
    }
    return known;
  }

  /**
   * Ends all connections: whoever still reads by one fails. A server forgets a backup that was not
   * finished. Once is enough, and more does no harm.
   */
  @Override
  public void close() {
    Endings endings = new Endings();
    endings.end(files::close);
    endings.end(again::close);
    endings.end(backup::close);
    endings.throwFailure();
  }
}
