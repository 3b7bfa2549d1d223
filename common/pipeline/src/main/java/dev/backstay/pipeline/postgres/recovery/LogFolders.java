package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.postgres.WalSegment;
import dev.backstay.pipeline.SnapshotPath;
import dev.backstay.pipeline.postgres.PhysicalDescription;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.VaultReader;
import dev.backstay.vault.tree.Node;
import java.util.LinkedHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where snapshots keep their log files. Remembers the folders it looked into last, for segments of
 * one roll-up are asked for one after the other. Any number of threads may ask; one at a time
 * looks, for the others mostly want the same folder.
 */
final class LogFolders {
  /** More than are read at once; a roll-up's folder takes some hundred kilobytes. */
  private static final int REMEMBERED = 16;

  private static final String ROLL_UP = "wal/";
  private static final String BASE = PhysicalDescription.DATA + "/pg_wal/";

  private final VaultReader reader;
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<BlobId, SnapshotPath> folders =
      new LinkedHashMap<>(REMEMBERED, 0.75f, true);

  LogFolders(VaultReader reader) {
    this.reader = reader;
  }

  /** The file of a segment in a roll-up. */
  Node inRollUp(BlobId snapshot, WalSegment segment) {
    return find(snapshot, ROLL_UP, segment);
  }

  /** The file of a segment in a physical backup. */
  Node inBase(BlobId snapshot, WalSegment segment) {
    return find(snapshot, BASE, segment);
  }

  private Node find(BlobId snapshot, String folder, WalSegment segment) {
    lock.lock();
    try {
      return folder(snapshot)
          .find(EntryPath.of(folder + segment.name()))
          .orElseThrow(() ->
              new BackstayException(
                  ErrorCode.OBJECT_MISSING,
                  "the log file %s is not in snapshot %s, though its tags say so; nothing more was restored"
                      .formatted(segment.name(), snapshot.shortHex())));
    } finally {
      lock.unlock();
    }
  }

  private SnapshotPath folder(BlobId snapshot) {
    SnapshotPath known = folders.get(snapshot);
    if (known != null) {
      return known;
    }
    var folder =
        new SnapshotPath(reader, reader.vault().snapshots().read(snapshot).snapshot().tree());
    folders.put(snapshot, folder);
    if (folders.size() > REMEMBERED) {
      folders.pollFirstEntry();
    }
    return folder;
  }
}
