package dev.backstay.engine.files;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileType;
import dev.backstay.engine.CaptureSink;
import dev.backstay.engine.Content;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.FileInput;
import dev.backstay.engine.LinkedFiles;
import dev.backstay.engine.RestoreFile;
import dev.backstay.engine.RestoreOutcome;
import dev.backstay.engine.RestoreTarget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Remembers what a capture tells, in its order, and replays it into a restore. */
class RecordingSink implements CaptureSink {
  private record Captured(FileEntry entry, Content content) {}

  private static final int PART_BYTES = 100_000;

  private final Map<EntryPath, Captured> entries = new LinkedHashMap<>();
  private final List<BackstayException> problems = new ArrayList<>();
  private EntryPath current = EntryPath.ROOT;

  @Override
  public void enter(FileEntry directory) {
    current = current.child(directory.name());
    entries.put(current, new Captured(directory, Content.EMPTY));
  }

  @Override
  public void leave() {
    current = current.parent().orElseThrow();
  }

  @Override
  public void add(FileEntry entry, Content content) {
    entries.put(current.child(entry.name()), new Captured(entry, content));
  }

  @Override
  public void problem(String path, BackstayException cause) {
    problems.add(cause);
  }

  EntryPath current() {
    return current;
  }

  List<EntryPath> paths() {
    return List.copyOf(entries.keySet());
  }

  List<String> shown() {
    return entries.keySet().stream().map(EntryPath::toString).toList();
  }

  List<BackstayException> problems() {
    return problems;
  }

  FileEntry entry(EntryPath path) {
    return captured(path).entry();
  }

  Content content(EntryPath path) {
    return captured(path).content();
  }

  private Captured captured(EntryPath path) {
    return Optional.ofNullable(entries.get(path)).orElseThrow();
  }

  /** Restores what lies below {@code root}, as if that were the root of the snapshot. */
  RestoreOutcome replay(EntryPath root, RestoreTarget target) {
    LinkedFiles links = new LinkedFiles();
    entries.forEach((path, captured) -> {
      if (path.depth() > root.depth() && below(path, root)) {
        EntryPath inside = EntryPath.of(path.names().subList(root.depth(), path.depth()));
        restore(inside, captured, links, target);
      }
    });
    return target.finish();
  }

  private static boolean below(EntryPath path, EntryPath root) {
    return path.names().subList(0, root.depth()).equals(root.names());
  }

  private static void restore(
      EntryPath path, Captured captured, LinkedFiles links, RestoreTarget target) {
    FileEntry entry = captured.entry();
    Optional<EntryPath> first = links.firstNameOf(path, entry);
    if (first.isPresent()) {
      target.hardLink(path, first.get());
      return;
    }
    switch (entry.type()) {
      case DIRECTORY -> target.directory(path, entry);
      case SYMLINK -> target.symlink(path, entry);
      case FILE -> copy(captured.content(), target.file(path, entry));
      default -> target.special(path, entry);
    }
    if (entry.type() != FileType.FILE && !captured.content().equals(Content.EMPTY)) {
      throw new AssertionError("content of something that is no file: " + path);
    }
  }

  private static void copy(Content content, RestoreFile file) {
    byte[] part = new byte[PART_BYTES];
    long offset = 0;
    try (FileInput in = content.open()) {
      for (int count = in.read(part, 0, part.length);
          count > 0;
          count = in.read(part, 0, part.length)) {
        file.write(offset, part, 0, count);
        offset += count;
      }
    }
    file.complete();
  }
}
