package dev.backstay.pipeline;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.LinkedFiles;
import dev.backstay.engine.PartLayout;
import dev.backstay.engine.RestoreFile;
import dev.backstay.engine.RestoreOutcome;
import dev.backstay.engine.RestoreTarget;
import dev.backstay.engine.files.FileTreeRestore;
import dev.backstay.engine.files.FreeSpace;
import dev.backstay.engine.files.RestoreOptions;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultReader;
import dev.backstay.vault.read.BulkReader;
import dev.backstay.vault.snapshot.StoredSnapshot;
import dev.backstay.vault.tree.Node;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Restores a snapshot, or parts of it, into a directory. */
public final class SnapshotRestore {
  private final Vault vault;
  private final InstantSource clock;

  public SnapshotRestore(Vault vault, InstantSource clock) {
    this.vault = vault;
    this.clock = clock;
  }

  /**
   * Runs a restore. What could not be restored is in the report; everything else is in the target.
   */
  public RestoreReport run(RestoreRequest request, Progress progress) {
    Instant started = clock.instant();
    var problems = new ProblemList();
    try (VaultReader reader = vault.reader()) {
      Totals totals = totals(reader, request);
      progress.total(totals.files, totals.bytes);
      requireMatch(request, totals);
      RestoreOutcome outcome;
      try (RestoreTarget target =
          FileTreeRestore.into(request.target(), new RestoreOptions(request.overwrite()))) {
        FreeSpace.at(request.target()).require(totals.bytes);
        outcome = restore(reader, request, new Flow(target, PresentParts.NONE, progress, problems));
      }
      outcome.problems().forEach(each -> problems.add(each.path().toString(), each.cause()));
      boolean verified = false;
      if (request.verify()) {
        verified = new RestoreVerification(reader, problems).run(request);
      }
      return new RestoreReport(
          outcome,
          totals.files,
          totals.directories,
          totals.bytes,
          verified,
          Duration.between(started, clock.instant()),
          problems.count(),
          problems.problems());
    }
  }

  /** A target of the caller's, and what it holds already. */
  public record Destination(RestoreTarget target, PresentParts present) {}

  /**
   * Restores a whole tree to a destination, but for the parts that are there already; the target
   * stays open.
   */
  public RestoreReport run(
      VaultReader reader, StoredSnapshot tree, Destination destination, Progress progress) {
    Instant started = clock.instant();
    var problems = new ProblemList();
    var request = new RestoreRequest(tree, Path.of(""), List.of(), true, false);
    Totals totals = totals(reader, request);
    RestoreOutcome outcome =
        restore(
            reader,
            request,
            new Flow(destination.target(), destination.present(), progress, problems));
    outcome.problems().forEach(each -> problems.add(each.path().toString(), each.cause()));
    return new RestoreReport(
        outcome,
        totals.files,
        totals.directories,
        totals.bytes,
        false,
        Duration.between(started, clock.instant()),
        problems.count(),
        problems.problems());
  }

  private static void requireMatch(RestoreRequest request, Totals totals) {
    if (!request.includes().isEmpty() && totals.entries == 0) {
      throw new BackstayException(
          ErrorCode.PATH_NOT_FOUND,
          "nothing in snapshot %s matches %s; nothing was restored"
              .formatted(
                  request.snapshot().id().shortHex(), String.join(", ", request.includes())));
    }
  }

  /** Counts what a restore will write. */
  private static final class Totals implements SnapshotListing.Visitor {
    private final LinkedFiles linked = new LinkedFiles();
    private long entries;
    private long files;
    private long directories;
    private long bytes;

    @Override
    public void visit(EntryPath path, Node node) {
      entries++;
      switch (node.entry().type()) {
        case FILE -> {
          if (linked.firstNameOf(path, node.entry()).isEmpty()) {
            files++;
            bytes += node.entry().size();
          }
        }
        case DIRECTORY -> directories++;
        default -> {}
      }
    }

    @Override
    public void unreadable(EntryPath path, BackstayException cause) {
      entries++;
    }
  }

  private static Totals totals(VaultReader reader, RestoreRequest request) {
    var totals = new Totals();
    SnapshotListing.walk(reader, request.snapshot(), request.includes(), totals);
    return totals;
  }

  private record Flow(
      RestoreTarget target, PresentParts present, Progress progress, ProblemList problems) {}

  private static RestoreOutcome restore(VaultReader reader, RestoreRequest request, Flow flow) {
    try (BulkReader bulk = reader.bulk()) {
      var writing = new Writing(reader, bulk, flow);
      SnapshotListing.walk(reader, request.snapshot(), request.includes(), writing);
      writing.window.restore(bulk);
      return flow.target().finish();
    }
  }

  /** Tells the entries of a snapshot to a target, window by window. */
  private static final class Writing implements SnapshotListing.Visitor {
    private final VaultReader reader;
    private final BulkReader bulk;
    private final Flow flow;
    private final RestoreWindow window;
    private final LinkedFiles linked = new LinkedFiles();

    Writing(VaultReader reader, BulkReader bulk, Flow flow) {
      this.reader = reader;
      this.bulk = bulk;
      this.flow = flow;
      this.window = new RestoreWindow(flow.progress(), flow.problems());
    }

    @Override
    public void visit(EntryPath path, Node node) {
      FileEntry entry = node.entry();
      switch (entry.type()) {
        case DIRECTORY -> flow.target().directory(path, entry);
        case FILE -> file(path, node);
        case SYMLINK -> flow.target().symlink(path, entry);
        case BLOCK_DEVICE, CHARACTER_DEVICE, FIFO, SOCKET -> flow.target().special(path, entry);
      }
    }

    private void file(EntryPath path, Node node) {
      FileEntry entry = node.entry();
      List<BlobId> content = node.content();
      Optional<EntryPath> existing = linked.firstNameOf(path, entry);
      if (existing.isPresent()) {
        flow.target().hardLink(path, existing.get());
        return;
      }
      long[] offsets = new long[content.size()];
      long[] ends = new long[content.size()];
      long offset = 0;
      for (int i = 0; i < offsets.length; i++) {
        offsets[i] = offset;
        OptionalInt size = reader.size(content.get(i));
        if (size.isEmpty()) {
          flow.problems().add(path.toString(), reader.unknownData(content.get(i)));
          return;
        }
        offset += size.getAsInt();
        ends[i] = offset;
      }
      flow.progress().current(path.toString());
      BitSet present = flow.present().of(path, node, ends);
      RestoreFile target = flow.target().file(path, entry, layout(offsets));
      if (present.cardinality() == content.size()) {
        target.complete();
        flow.progress().advance(1, offset);
        return;
      }
      if (present.isEmpty()) {
        window.add(path, target, content, offsets);
      } else {
        addMissing(path, target, content, present);
      }
      if (window.isFull()) {
        window.restore(bulk);
      }
    }

    private void addMissing(
        EntryPath path, RestoreFile target, List<BlobId> content, BitSet present) {
      List<BlobId> missing = new ArrayList<>();
      List<Long> offsets = new ArrayList<>();
      long offset = 0;
      long kept = 0;
      for (int i = 0; i < content.size(); i++) {
        int size = reader.size(content.get(i)).orElse(0);
        if (present.get(i)) {
          kept += size;
        } else {
          missing.add(content.get(i));
          offsets.add(offset);
        }
        offset += size;
      }
      flow.progress().advance(0, kept);
      window.add(path, target, missing, offsets.stream().mapToLong(Long::longValue).toArray());
    }

    private static PartLayout layout(long[] offsets) {
      for (long offset : offsets) {
        if (offset % PartLayout.BLOCK_BYTES != 0) {
          return PartLayout.SCATTERED;
        }
      }
      return PartLayout.BLOCKS;
    }

    @Override
    public void unreadable(EntryPath path, BackstayException cause) {
      flow.problems().add(path.toString(), cause);
    }
  }
}
