package dev.backstay.engine.postgres.physical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileIdentity;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.contract.files.FileTimes;
import dev.backstay.contract.files.FileType;
import dev.backstay.engine.CaptureSink;
import dev.backstay.engine.Postponed;
import dev.backstay.engine.postgres.RelationFile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells a data directory to a sink, directory by directory, and holds places for what must be read
 * or is known only at the end: {@code backup_label}, {@code global/pg_control} and the content of
 * {@code pg_wal}. For one thread; memory holds the names of the directories that are open.
 */
final class TreeWalk {
  static final String LABEL = "backup_label";
  static final String CONTROL = "pg_control";
  static final String CONTROL_PATH = "global/" + CONTROL;
  static final String WAL = "pg_wal";

  /** Read after every other file of settings, and written by the server's own commands. */
  private static final String SETTINGS = "postgresql.auto.conf";

  /** Directories of directories are {@code pg_tblspc/OID/PG_…/OID}; nobody nests deeper by half. */
  private static final int MAX_DEPTH = 16;

  private final ClusterFiles files;
  private final FileContents contents;
  private final CaptureSink sink;
  private final Surroundings surroundings;
  private @Nullable Postponed label;
  private @Nullable Postponed control;
  private @Nullable Postponed wal;

  /**
   * What is told in a way of its own.
   *
   * @param groupMayRead whether the cluster lets its group read, as initdb was told
   * @param moreSettings lines that the restored cluster needs; empty text for none
   */
  record Surroundings(boolean groupMayRead, String moreSettings) {}

  TreeWalk(ClusterFiles files, FileContents contents, CaptureSink sink, Surroundings surroundings) {
    this.files = files;
    this.contents = contents;
    this.sink = sink;
    this.surroundings = surroundings;
  }

  /** Tells the whole directory under a name of the snapshot. */
  void tell(String name, Instant modified) {
    sink.enter(entry(new ListedFile(name, true, 0, modified)));
    entries("", 0);
    sink.leave();
  }

  Postponed label() {
    return held(label, LABEL);
  }

  Postponed control() {
    return held(control, CONTROL_PATH);
  }

  Postponed wal() {
    return held(wal, WAL);
  }

  private static Postponed held(@Nullable Postponed place, String path) {
    if (place == null) {
      throw new BackstayException(ErrorCode.SOURCE_UNREADABLE, "the data directory has no " + path);
    }
    return place;
  }

  private void entries(String directory, int depth) {
    if (depth > MAX_DEPTH) {
      throw new BackstayException(
          ErrorCode.SOURCE_UNREADABLE, "'" + directory + "' leads deeper and deeper");
    }
    if (directory.equals(WAL)) {
      wal = sink.postpone();
      return;
    }
    if (Exclusions.isEmptied(directory)) {
      return;
    }
    for (ListedFile file : kept(directory)) {
      if (Thread.currentThread().isInterrupted()) {
        throw new BackstayException(
            ErrorCode.INTERRUPTED, "interrupted while the cluster was told");
      }
      tell(directory, file, depth);
    }
  }

  private void tell(String directory, ListedFile file, int depth) {
    String path = directory.isEmpty() ? file.name() : directory + "/" + file.name();
    if (path.equals(LABEL)) {
      label = sink.postpone();
    } else if (path.equals(CONTROL_PATH)) {
      control = sink.postpone();
    } else if (file.directory()) {
      sink.enter(entry(file));
      entries(path, depth + 1);
      sink.leave();
    } else {
      SourceFile source = new SourceFile(path, file.size(), RelationFile.parse(path));
      if (path.equals(SETTINGS) && !surroundings.moreSettings().isEmpty()) {
        byte[] more = surroundings.moreSettings().getBytes(StandardCharsets.UTF_8);
        // Told with its whole size, lest it is taken for what it was without them.
        sink.add(
            entry(new ListedFile(file.name(), false, file.size() + more.length, file.modified())),
            contents.with(source, more));
      } else {
        sink.add(entry(file), contents.of(source, file));
      }
    }
  }

  /** What is captured of a directory, in the order of the names' bytes. */
  private List<ListedFile> kept(String directory) {
    List<ListedFile> listed = files.list(directory);
    Set<String> unlogged =
        Exclusions.unlogged(directory, listed.stream().map(ListedFile::name).toList());
    List<ListedFile> kept = new ArrayList<>();
    if (directory.isEmpty()) {
      kept.add(new ListedFile(LABEL, false, 0, Instant.EPOCH)); // where the new one will stand
    }
    for (ListedFile file : listed) {
      if (!Exclusions.leavesOut(directory, file.name())
          && !Exclusions.isReset(file.name(), unlogged)) {
        kept.add(file);
      }
    }
    kept.sort(Comparator.comparing(file -> FileName.of(file.name())));
    return kept;
  }

  FileEntry entry(ListedFile file) {
    FileOwner owner = files.owner();
    int permissions = file.directory() ? 0700 : 0600;
    if (surroundings.groupMayRead()) {
      permissions |= file.directory() ? 0050 : 0040;
    }
    return new FileEntry(
        FileName.of(file.name()),
        file.directory() ? FileType.DIRECTORY : FileType.FILE,
        permissions,
        new FileTimes(file.modified(), file.modified(), file.modified()),
        owner,
        new FileIdentity(0, 0, 1),
        file.size(),
        Optional.empty(),
        0,
        List.of());
  }
}
