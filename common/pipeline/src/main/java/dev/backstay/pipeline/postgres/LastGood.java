package dev.backstay.pipeline.postgres;

import dev.backstay.engine.EntryPath;
import dev.backstay.pipeline.FixedCut;
import dev.backstay.pipeline.SnapshotPath;
import dev.backstay.pipeline.postgres.PhysicalDescription.BadPage;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.VaultWriter;
import dev.backstay.vault.tree.Node;
import dev.backstay.vault.tree.Tree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What becomes of bad pages from one backup to the next: the chunk that held a page when it was
 * good last is kept in every snapshot while the page is bad, by reference, so that no prune takes
 * it; and a page that was bad and was not read again is bad still. Needs the directories of the
 * snapshot before, none of its content. Confined to one thread.
 */
final class LastGood {
  private final VaultWriter writer;
  private final SnapshotPath before;
  private final Map<Place, Optional<Kept>> badBefore = new LinkedHashMap<>();

  /** A page, by the file's path in the data directory and where it begins in it. */
  record Place(String path, long offset) {
    static Place of(BadPage page) {
      return new Place(page.path(), page.offset());
    }

    EntryPath file() {
      return EntryPath.of(PhysicalDescription.DATA + "/" + path);
    }
  }

  /** A chunk and its length. */
  record Chunk(BlobId blob, long length) {}

  /**
   * A chunk to keep.
   *
   * @param offset where it begins in the file
   */
  record Kept(long offset, Chunk chunk) {
    String path(Place page) {
      return "%s/%s/%d/%d"
          .formatted(PhysicalDescription.LAST_GOOD, page.path(), page.offset(), offset);
    }
  }

  /**
   * What is known.
   *
   * @param pages bad pages of this backup
   * @param chunks what of each is to be kept
   */
  record Outcome(List<BadPage> pages, Map<Place, Optional<Kept>> chunks) {
    Outcome {
      pages = List.copyOf(pages);
      chunks = Map.copyOf(chunks);
    }

    /** What of a page is to be kept. */
    Optional<Kept> chunk(Place page) {
      return chunks.getOrDefault(page, Optional.empty());
    }
  }

  /**
   * @param before the root of the snapshot before
   */
  LastGood(VaultWriter writer, BlobId before) {
    this.writer = writer;
    this.before = new SnapshotPath(writer.reader(), before);
    this.before
        .find(EntryPath.of(PhysicalDescription.LAST_GOOD))
        .ifPresent(node -> collect("", node));
  }

  /** The directories without directories in them are those of pages. */
  private void collect(String path, Node directory) {
    BlobId id = Objects.requireNonNull(directory.subtree());
    if (!writer.reader().knows(id)) {
      return;
    }
    Tree tree = writer.reader().tree(id);
    List<Node> below = tree.nodes().stream().filter(node -> node.subtree() != null).toList();
    if (below.isEmpty()) {
      remember(path, tree);
    }
    below.forEach(node -> collect(path.isEmpty() ? name(node) : path + "/" + name(node), node));
  }

  private void remember(String path, Tree page) {
    int cut = path.lastIndexOf('/');
    if (cut > 0 && isOffset(path.substring(cut + 1))) {
      Place place = new Place(path.substring(0, cut), Long.parseLong(path.substring(cut + 1)));
      badBefore.put(
          place,
          page.nodes().stream()
              .filter(node -> node.content().size() == 1 && isOffset(name(node)))
              .findFirst()
              .map(node ->
                  new Kept(
                      Long.parseLong(name(node)),
                      new Chunk(node.content().getFirst(), node.entry().size()))));
    }
  }

  private static boolean isOffset(String name) {
    return name.matches("\\d{1,18}");
  }

  /** The files in which pages were bad before: what they are now is asked for afterwards. */
  Set<EntryPath> suspects() {
    Set<EntryPath> files = new LinkedHashSet<>();
    badBefore.keySet().forEach(place -> files.add(place.file()));
    return files;
  }

  /**
   * Decides.
   *
   * @param found the pages found bad while reading
   * @param now the suspects as they are stored now
   * @param numbered describes a page that is known by its place alone
   */
  Outcome outcome(
      Collection<BadPage> found, Map<EntryPath, Node> now, Function<Place, BadPage> numbered) {
    Map<Place, BadPage> bad = new LinkedHashMap<>();
    found.forEach(page -> bad.put(Place.of(page), page));
    for (Place place : badBefore.keySet()) {
      if (isUnread(place, now)) {
        bad.computeIfAbsent(place, numbered);
      }
    }
    List<BadPage> pages = new ArrayList<>();
    Map<Place, Optional<Kept>> chunks = new LinkedHashMap<>();
    bad.forEach((place, page) -> {
      Optional<Kept> kept = lastGood(place).filter(chunk -> writer.holds(chunk.chunk().blob()));
      chunks.put(place, kept);
      pages.add(page.withLastGood(kept.map(chunk -> chunk.path(place))));
    });
    return new Outcome(pages, chunks);
  }

  /** Whether the chunk with the page was taken over as it was. */
  private boolean isUnread(Place place, Map<EntryPath, Node> now) {
    Optional<BlobId> chunk = chunk(Optional.ofNullable(now.get(place.file())), place.offset());
    return chunk.isPresent() && chunk.equals(chunk(before.find(place.file()), place.offset()));
  }

  private Optional<Kept> lastGood(Place place) {
    Optional<Kept> known = badBefore.get(place);
    return known == null ? goodBefore(place) : known;
  }

  private Optional<Kept> goodBefore(Place place) {
    return cut(before.find(place.file()))
        .flatMap(cut -> {
          long start = place.offset() - place.offset() % cut.chunkBytes();
          long length = Math.min(cut.chunkBytes(), cut.size() - start);
          return cut.at(place.offset()).map(blob -> new Kept(start, new Chunk(blob, length)));
        });
  }

  private static String name(Node node) {
    return node.entry().name().toString();
  }

  private Optional<BlobId> chunk(Optional<Node> file, long offset) {
    return cut(file).flatMap(cut -> cut.at(offset));
  }

  private Optional<FixedCut> cut(Optional<Node> file) {
    return file.flatMap(
        node -> FixedCut.of(node, writer.reader()::size, PhysicalChunking.SMALLEST.bytes()));
  }
}
