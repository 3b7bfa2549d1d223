package dev.backstay.pipeline.postgres;

import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileIdentity;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.contract.files.FileTimes;
import dev.backstay.contract.files.FileType;
import dev.backstay.engine.postgres.RelationFile;
import dev.backstay.engine.postgres.ServerFacts;
import dev.backstay.engine.postgres.physical.PhysicalOutcome;
import dev.backstay.pipeline.BytesContent;
import dev.backstay.pipeline.CapturedTree;
import dev.backstay.pipeline.postgres.LastGood.Kept;
import dev.backstay.pipeline.postgres.LastGood.Place;
import dev.backstay.pipeline.postgres.PhysicalDescription.BadPage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** What a snapshot of a cluster holds beside the data directory. Confined to one thread. */
final class Paperwork {
  private static final int FILE_PERMISSIONS = 0600;
  private static final int DIRECTORY_PERMISSIONS = 0700;

  /** Who restores owns them; a server never looks at them. */
  private static final FileOwner OWNER = new FileOwner(0, 0, "", "");

  private final PhysicalOutcome outcome;
  private final ChangedBy changedBy;

  Paperwork(PhysicalOutcome outcome, ChangedBy changedBy) {
    this.outcome = outcome;
    this.changedBy = changedBy;
  }

  /**
   * Adds what belongs to the root of the snapshot, once the capture has ended.
   *
   * @param lastGood what is known of bad pages from the snapshot before
   */
  PhysicalDescription file(CapturedTree tree, Optional<LastGood> lastGood) {
    List<BadPage> found = outcome.badPages().stream().map(Paperwork::page).toList();
    Optional<LastGood.Outcome> pages =
        lastGood.map(known -> known.outcome(found, tree.stored(), this::numbered));
    var description =
        new PhysicalDescription(
            outcome.facts(),
            new PhysicalDescription.Span(
                outcome.timeline(),
                outcome.start(),
                outcome.stop(),
                outcome.startedAt(),
                outcome.stoppedAt()),
            outcome.tablespaces(),
            pages.map(LastGood.Outcome::pages).orElse(found),
            outcome.moreBadPages(),
            changedBy);
    var file = new BytesContent(description.encode());
    tree.sink().add(entry(PhysicalDescription.FILE, FileType.FILE, file.size()), file);
    if (!description.badPages().isEmpty()) {
      var root = new Directory();
      for (BadPage page : description.badPages()) {
        Directory directory = root;
        for (String name : (page.path() + "/" + page.offset()).split("/", -1)) {
          directory = directory.child(name);
        }
        directory.chunk = pages.flatMap(known -> known.chunk(Place.of(page)));
      }
      tell(tree, PhysicalDescription.LAST_GOOD, root);
    }
    return description;
  }

  private static BadPage page(dev.backstay.engine.postgres.physical.BadPage page) {
    return new BadPage(page.path(), page.offset(), page.block(), page.relation(), Optional.empty());
  }

  /** A page that was not read again: its relation was told when it was. */
  private BadPage numbered(Place place) {
    ServerFacts server = outcome.facts();
    long segment = RelationFile.parse(place.path()).map(RelationFile::segment).orElse(0);
    long block = segment * server.pagesOfSegment() + place.offset() / server.blockBytes();
    return new BadPage(place.path(), place.offset(), block, "", Optional.empty());
  }

  /** A directory to be told, in the order of names. */
  private static final class Directory {
    private final NavigableMap<FileName, Directory> children = new TreeMap<>();
    private Optional<Kept> chunk = Optional.empty();

    Directory child(String name) {
      return children.computeIfAbsent(FileName.of(name), _ -> new Directory());
    }
  }

  private void tell(CapturedTree tree, String name, Directory directory) {
    tree.sink().enter(entry(name, FileType.DIRECTORY, 0));
    for (Map.Entry<FileName, Directory> child : directory.children.entrySet()) {
      tell(tree, child.getKey().toString(), child.getValue());
    }
    directory.chunk.ifPresent(kept ->
        tree.keep(
            entry(Long.toString(kept.offset()), FileType.FILE, kept.chunk().length()),
            List.of(kept.chunk().blob())));
    tree.sink().leave();
  }

  private FileEntry entry(String name, FileType type, long size) {
    Instant time = outcome.stoppedAt();
    return new FileEntry(
        FileName.of(name),
        type,
        type == FileType.DIRECTORY ? DIRECTORY_PERMISSIONS : FILE_PERMISSIONS,
        new FileTimes(time, time, time),
        OWNER,
        new FileIdentity(0, 0, 1),
        size,
        Optional.empty(),
        0,
        List.of());
  }
}
