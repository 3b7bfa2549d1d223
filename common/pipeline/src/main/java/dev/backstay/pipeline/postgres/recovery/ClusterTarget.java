package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.contract.files.FileType;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.PartLayout;
import dev.backstay.engine.RestoreFile;
import dev.backstay.engine.RestoreOutcome;
import dev.backstay.engine.RestoreProblem;
import dev.backstay.engine.RestoreTarget;
import dev.backstay.engine.files.FileTreeRestore;
import dev.backstay.engine.files.RawPath;
import dev.backstay.engine.files.RestoreOptions;
import dev.backstay.engine.postgres.recovery.ControlFile;
import dev.backstay.engine.postgres.recovery.DataDirectory;
import dev.backstay.pipeline.PresentParts;
import dev.backstay.vault.tree.Node;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The data directory of a cluster as the target of a restore: directories that lie elsewhere are
 * written there and linked, the control file waits aside, and of a file that is there already only
 * what differs is written.
 */
final class ClusterTarget implements RestoreTarget, PresentParts {
  private static final EntryPath CONTROL = EntryPath.of(ControlFile.PATH);

  private final Path data;
  private final FileTreeRestore main;
  private final Map<EntryPath, Elsewhere> elsewhere = new LinkedHashMap<>();
  private final Optional<FileOwner> owner;
  private final Optional<ExistingFiles> existing;
  private final Map<EntryPath, Path> kept = new ConcurrentHashMap<>();

  /** A directory that lies elsewhere. */
  private record Elsewhere(FileTreeRestore tree, Path place) {}

  /**
   * Where to.
   *
   * @param directories of the data directory that lie elsewhere, by their paths in it
   * @param owner of everything; as in the backup, where this process may, when there is none
   * @param delta whether what is there is compared with the backup and kept where it is the same
   */
  record Layout(
      Path data, Map<EntryPath, Path> directories, Optional<FileOwner> owner, boolean delta) {}

  ClusterTarget(Layout layout) {
    RestoreOptions options = layout.delta() ? RestoreOptions.OVERWRITE : RestoreOptions.FRESH;
    this.data = layout.data();
    this.owner = layout.owner();
    this.existing = layout.delta() ? Optional.of(new ExistingFiles()) : Optional.empty();
    this.main = FileTreeRestore.into(layout.data(), options);
    layout
        .directories()
        .forEach((path, place) ->
            elsewhere.put(path, new Elsewhere(FileTreeRestore.into(place, options), place)));
  }

  /** How an entry is written: by which tree, and under which path. */
  private record Route(FileTreeRestore tree, EntryPath path) {}

  private Route route(EntryPath path) {
    if (path.equals(CONTROL)) {
      return new Route(main, EntryPath.of(DataDirectory.ARRIVED));
    }
    return outside(path).orElseGet(() -> new Route(main, path));
  }

  private Optional<Route> outside(EntryPath path) {
    if (elsewhere.isEmpty()) {
      return Optional.empty();
    }
    List<FileName> names = path.names();
    for (int depth = 1; depth < names.size(); depth++) {
      Elsewhere place = elsewhere.get(EntryPath.of(names.subList(0, depth)));
      if (place != null) {
        return Optional.of(
            new Route(place.tree(), EntryPath.of(names.subList(depth, names.size()))));
      }
    }
    return Optional.empty();
  }

  @Override
  public BitSet of(EntryPath path, Node file, long[] ends) {
    if (existing.isEmpty() || path.equals(CONTROL)) {
      return new BitSet();
    }
    Path place = place(path);
    BitSet present = existing.get().of(place, file, ends);
    if (!present.isEmpty()) {
      kept.put(path, place);
    }
    return present;
  }

  private Path place(EntryPath path) {
    List<FileName> names = path.names();
    Path place = data;
    EntryPath passed = EntryPath.ROOT;
    for (FileName name : names) {
      passed = passed.child(name);
      Elsewhere other = elsewhere.get(passed);
      place = other == null ? RawPath.child(place, name) : other.place();
    }
    return place;
  }

  @Override
  public void directory(EntryPath path, FileEntry entry) {
    Elsewhere place = elsewhere.get(path);
    if (place != null) {
      main.symlink(path, link(entry, place.place()));
      return;
    }
    Route route = route(path);
    route.tree().directory(route.path(), owned(entry));
  }

  @Override
  public RestoreFile file(EntryPath path, FileEntry entry, PartLayout layout) {
    Route route = route(path);
    Path place = kept.remove(path);
    if (place != null && existing.isPresent()) {
      return existing
          .get()
          .patch(path, place, entry, () -> route.tree().adopt(route.path(), owned(entry)));
    }
    return route.tree().file(route.path(), owned(entry), layout);
  }

  @Override
  public void hardLink(EntryPath path, EntryPath first) {
    main.hardLink(path, first); // PostgreSQL makes none
  }

  @Override
  public void symlink(EntryPath path, FileEntry entry) {
    Route route = route(path);
    route.tree().symlink(route.path(), owned(entry));
  }

  @Override
  public void special(EntryPath path, FileEntry entry) {
    Route route = route(path);
    route.tree().special(route.path(), owned(entry));
  }

  private FileEntry owned(FileEntry entry) {
    return owner
        .map(it ->
            new FileEntry(
                entry.name(),
                entry.type(),
                entry.permissions(),
                entry.times(),
                it,
                entry.identity(),
                entry.size(),
                entry.linkTarget(),
                entry.deviceNumber(),
                entry.attributes()))
        .orElse(entry);
  }

  private FileEntry link(FileEntry directory, Path place) {
    return owned(
        new FileEntry(
            directory.name(),
            FileType.SYMLINK,
            0777,
            directory.times(),
            directory.owner(),
            directory.identity(),
            0,
            Optional.of(FileName.of(place.toString())),
            0,
            List.of()));
  }

  @Override
  public RestoreOutcome finish() {
    RestoreOutcome outcome = main.finish();
    for (Elsewhere other : elsewhere.values()) {
      outcome = sum(outcome, other.tree().finish());
    }
    return existing.isPresent() ? sum(outcome, existing.get().outcome()) : outcome;
  }

  private static RestoreOutcome sum(RestoreOutcome one, RestoreOutcome other) {
    List<RestoreProblem> problems = new ArrayList<>(one.problems());
    problems.addAll(other.problems());
    return new RestoreOutcome(
        one.directories() + other.directories(),
        one.files() + other.files(),
        one.hardLinks() + other.hardLinks(),
        one.symlinks() + other.symlinks(),
        one.specials() + other.specials(),
        one.socketsSkipped() + other.socketsSkipped(),
        one.bytesWritten() + other.bytesWritten(),
        one.bytesSparse() + other.bytesSparse(),
        one.ownersKept() + other.ownersKept(),
        one.attributesSkipped() + other.attributesSkipped(),
        one.problemCount() + other.problemCount(),
        problems);
  }

  @Override
  public void close() {
    main.close();
    elsewhere.values().forEach(other -> other.tree().close());
  }
}
