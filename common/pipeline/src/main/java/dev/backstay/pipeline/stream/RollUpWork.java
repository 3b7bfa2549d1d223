package dev.backstay.pipeline.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.DumpFigures;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileIdentity;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.contract.files.FileTimes;
import dev.backstay.contract.files.FileType;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.stream.StreamPosition;
import dev.backstay.contract.stream.SystemIdentifier;
import dev.backstay.contract.stream.WalRange;
import dev.backstay.engine.postgres.WalSegment;
import dev.backstay.engine.postgres.recovery.TimelineHistory;
import dev.backstay.pipeline.staging.RunFacts;
import dev.backstay.pipeline.staging.RunOrder;
import dev.backstay.pipeline.staging.RunWork;
import dev.backstay.vault.ByteSource;
import dev.backstay.vault.Chunking;
import dev.backstay.vault.SessionStats;
import dev.backstay.vault.StoredContent;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultWriter;
import dev.backstay.vault.snapshot.Snapshot;
import dev.backstay.vault.tree.Node;
import dev.backstay.vault.tree.Tree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One roll-up as the work of a run: frames become the files of a folder, as PostgreSQL's own
 * archive has them.
 *
 * <pre>
 * /wal/ segment-name …          16 MiB each, the last one filled up with zeros
 * /wal/ timeline ".history" …   of the timeline and those it branched off from
 * </pre>
 *
 * @param vault in staging, where the frames are
 */
record RollUpWork(
    Vault vault, RunOrder order, String hostname, InstantSource clock, Content content)
    implements RunWork {
  /**
   * Log is never changed, only continued: a chunk that was stored with an incomplete segment is
   * there for the complete one.
   */
  private static final Chunking CHUNKING = new Chunking.Fixed(1 << 20);

  private static final String FOLDER = "wal";
  private static final int FILE_MODE = 0600;
  private static final int FOLDER_MODE = 0700;

  /** How often a wait looks whether the session has failed. */
  private static final long LOOK_MILLIS = 100;

  /** What is rolled up. */
  record Content(StreamTimeline timeline, LogRange range, int segmentBytes, StagedFrames staged) {}

  @Override
  public RunFacts capture(VaultWriter writer) {
    Instant started = clock.instant();
    StreamTimeline timeline = content.timeline();
    try (var log = FrameStream.open(vault, content.staged(), timeline, content.range())) {
      List<Stored> files = new ArrayList<>();
      WalSegment segment =
          WalSegment.at(timeline.timeline(), content.range().from(), content.segmentBytes());
      while (segment.start().isBefore(content.range().to())) {
        files.add(
            new Stored(segment.name(), writer.store(segmentOf(log, segment.bytes()), CHUNKING)));
        segment = segment.next();
      }
      long segments = files.size();
      new StreamHistories(vault.store(), vault)
          .text(timeline)
          .ifPresent(text -> files.add(history(writer, text)));
      return publish(writer, files, segments, log.time(), started);
    }
  }

  /** A file on its way into the vault. */
  private record Stored(String name, CompletableFuture<StoredContent> content) {}

  /** The next bytes of the log, and zeros where it ends. */
  private static ByteSource segmentOf(InputStream log, int bytes) {
    return new ByteSource() {
      private int left = bytes;

      @Override
      public int read(byte[] target, int from, int length) {
        int wanted = Math.min(length, left);
        if (wanted == 0) {
          return left == 0 ? -1 : 0;
        }
        int count = next(log, target, from, wanted);
        if (count < 0) {
          Arrays.fill(target, from, from + wanted, (byte) 0);
          count = wanted;
        }
        left -= count;
        return count;
      }
    };
  }

  private static int next(InputStream input, byte[] target, int from, int length) {
    try {
      return input.read(target, from, length);
    } catch (IOException e) {
      throw new IllegalStateException("frames are read from memory", e);
    }
  }

  private Stored history(VaultWriter writer, byte[] text) {
    var input = new ByteArrayInputStream(text);
    return new Stored(
        TimelineHistory.fileName(content.timeline().timeline()),
        writer.store(input::read, CHUNKING));
  }

  private RunFacts publish(
      VaultWriter writer, List<Stored> files, long segments, LogTime time, Instant started) {
    Instant until = time.until();
    List<Node> nodes = new ArrayList<>();
    for (Stored file : files) {
      StoredContent stored = await(file.content(), writer);
      nodes.add(
          Node.file(
              entry(file.name(), FileType.FILE, until).withSize(stored.size()), stored.blobs()));
    }
    var folder = writer.store(Tree.of(nodes));
    var root =
        writer.store(
            Tree.of(List.of(Node.directory(entry(FOLDER, FileType.DIRECTORY, until), folder))));
    List<String> tags = new ArrayList<>(order.tags());
    StreamTimeline timeline = content.timeline();
    tags.addAll(
        new WalRange(
                new SystemIdentifier(timeline.system().toString()),
                timeline.timeline(),
                new StreamPosition(content.range().from().value()),
                new StreamPosition(content.range().to().value()),
                until)
            .tags());
    tags.add(time.tag());
    var _ =
        writer.publish(
            new Snapshot(
                started,
                root,
                Optional.empty(),
                List.of("/" + FOLDER + "/" + timeline.system()),
                hostname,
                vault.options().holder().username(),
                tags,
                List.of()));
    return new RunFacts(
        BackupKind.WAL,
        started,
        clock.instant(),
        hostname,
        tags,
        figures(writer.stats(), segments));
  }

  private DumpFigures figures(SessionStats stats, long segments) {
    return new DumpFigures(
        segments,
        content.range().bytes(),
        stats.bytesRead(),
        stats.bytesNew(),
        stats.bytesStored(),
        stats.packs(),
        0);
  }

  private static FileEntry entry(String name, FileType type, Instant time) {
    return new FileEntry(
        FileName.of(name),
        type,
        type == FileType.FILE ? FILE_MODE : FOLDER_MODE,
        new FileTimes(time, time, time),
        new FileOwner(0, 0, "", ""),
        new FileIdentity(0, 0, 1),
        0,
        Optional.empty(),
        0,
        List.of());
  }

  private static StoredContent await(CompletableFuture<StoredContent> content, VaultWriter writer) {
    while (true) {
      try {
        return content.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        writer.throwFailure();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BackstayException(
            ErrorCode.INTERRUPTED, "the roll-up was interrupted; its frames are kept", e);
      } catch (ExecutionException e) {
        writer.throwFailure();
        throw new BackstayException(
            ErrorCode.INTERNAL, "a segment could not be stored: " + e.getCause(), e);
      }
    }
  }
}
