package dev.backstay.pipeline.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileType;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.postgres.logical.DumpArchive;
import dev.backstay.engine.postgres.logical.DumpRecord;
import dev.backstay.pipeline.Progress;
import dev.backstay.pipeline.RestoreReport;
import dev.backstay.pipeline.RestoreRequest;
import dev.backstay.pipeline.SnapshotListing;
import dev.backstay.pipeline.SnapshotRestore;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultReader;
import dev.backstay.vault.snapshot.StoredSnapshot;
import dev.backstay.vault.tree.Node;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The dump that a snapshot holds. */
final class SnapshotDump implements DumpArchive {
  /** More than the record of a million tables; keeps a hostile one from filling the memory. */
  private static final long MAX_RECORD_BYTES = 512L << 20;

  private final Vault vault;
  private final StoredSnapshot snapshot;
  private final InstantSource clock;
  private final Progress progress;
  private final DumpRecord dump;

  private SnapshotDump(
      Vault vault, StoredSnapshot snapshot, InstantSource clock, Progress progress) {
    this.vault = vault;
    this.snapshot = snapshot;
    this.clock = clock;
    this.progress = progress;
    this.dump = read(vault, snapshot);
  }

  static SnapshotDump open(
      Vault vault, StoredSnapshot snapshot, InstantSource clock, Progress progress) {
    return new SnapshotDump(vault, snapshot, clock, progress);
  }

  /** What is known of the dump in a snapshot. */
  static DumpRecord read(Vault vault, StoredSnapshot snapshot) {
    try (VaultReader reader = vault.reader()) {
      Node node =
          reader
              .tree(snapshot.snapshot().tree())
              .find(FileName.of(DumpRecord.FILE))
              .filter(each -> each.entry().size() <= MAX_RECORD_BYTES)
              .orElseThrow(() ->
                  new BackstayException(
                      ErrorCode.PATH_NOT_FOUND,
                      "snapshot %s is no logical backup of PostgreSQL; nothing was restored"
                          .formatted(snapshot.id().shortHex())));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (BlobId blob : node.content()) {
        bytes.writeBytes(reader.data(blob));
      }
      return DumpRecord.decode(bytes.toByteArray());
    }
  }

  @Override
  public DumpRecord record() {
    return dump;
  }

  @Override
  public long bytes(String directory, List<String> names) {
    AtomicLong bytes = new AtomicLong();
    try (VaultReader reader = vault.reader()) {
      SnapshotListing.walk(
          reader,
          snapshot,
          patterns(directory, names),
          new SnapshotListing.Visitor() {
            @Override
            public void visit(EntryPath path, Node node) {
              if (node.entry().type() == FileType.FILE) {
                bytes.addAndGet(node.entry().size());
              }
            }

            @Override
            public void unreadable(EntryPath path, BackstayException cause) {
              throw cause;
            }
          });
    }
    return bytes.get();
  }

  @Override
  public void fetch(String directory, List<String> names, Path into) {
    fetch(patterns(directory, names), into);
  }

  @Override
  public void fetchGlobals(Path into) {
    fetch(List.of("/" + DumpRecord.GLOBALS), into);
  }

  /** Directories hold only signs that mean themselves in a pattern. */
  private static List<String> patterns(String directory, List<String> names) {
    String whole = "/" + DumpRecord.ARCHIVES + "/" + directory;
    return names.isEmpty()
        ? List.of(whole)
        : names.stream().map(name -> whole + "/" + name).toList();
  }

  private void fetch(List<String> patterns, Path into) {
    RestoreReport report =
        new SnapshotRestore(vault, clock)
            .run(new RestoreRequest(snapshot, into, patterns, true, false), progress);
    if (!report.isComplete()) {
      BackstayException first = report.problems().getFirst().cause();
      throw new BackstayException(
          first.code(),
          "the archive cannot be read whole; nothing was restored: " + first.getMessage(),
          first);
    }
  }
}
