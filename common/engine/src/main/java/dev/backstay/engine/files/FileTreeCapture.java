package dev.backstay.engine.files;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileType;
import dev.backstay.engine.CaptureEngine;
import dev.backstay.engine.CaptureSink;
import dev.backstay.engine.Content;
import dev.backstay.engine.EntryPath;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Captures files and directories of this host under their absolute paths: {@code /srv/data} becomes
 * {@code srv/data} of the snapshot, and the directories that lead to several roots are merged.
 * Symbolic links are captured, never followed; those in the path of a root are passed through, as
 * the user wrote them.
 *
 * <p>Memory holds the names of one directory for each level, nothing of the tree else. Each capture
 * reads the file system anew.
 */
public final class FileTreeCapture implements CaptureEngine {
  private static final Path FILE_SYSTEM_ROOT = Path.of("/");

  private final FileSelection selection;
  private final SystemCalls calls;

  public FileTreeCapture(FileSelection selection) {
    this(selection, SystemCalls.ofThisHost());
  }

  FileTreeCapture(FileSelection selection, SystemCalls calls) {
    this.selection = selection;
    this.calls = calls;
  }

  @Override
  public void capture(CaptureSink sink) {
    RootTree roots = new RootTree();
    for (Path given : selection.roots()) {
      Path root = given.toAbsolutePath().normalize();
      if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
        throw new BackstayException(
            ErrorCode.SOURCE_NOT_FOUND, "there is nothing at " + root + ", nothing was started");
      }
      roots.add(root);
    }
    Walk walk = new Walk(selection, new EntryReader(calls), sink);
    if (roots.isWhole()) {
      walk.entriesOfFileSystemRoot();
    } else {
      walk.towardsRoots(roots, FILE_SYSTEM_ROOT, EntryPath.ROOT);
    }
  }

  /** One capture, confined to its thread. */
  private record Walk(FileSelection selection, EntryReader reader, CaptureSink sink) {
    void entriesOfFileSystemRoot() {
      try {
        long device = reader.read(FILE_SYSTEM_ROOT, FileName.of("/")).identity().deviceId();
        entries(FILE_SYSTEM_ROOT, EntryPath.ROOT, names(FILE_SYSTEM_ROOT), device);
      } catch (IOException failed) {
        throw SourceFailure.of(EntryPath.ROOT, failed);
      }
    }

    void towardsRoots(RootTree tree, Path directory, EntryPath shown) {
      for (Map.Entry<FileName, RootTree> step : tree.children().entrySet()) {
        Path path = RawPath.child(directory, step.getKey());
        EntryPath stepShown = shown.child(step.getKey());
        if (step.getValue().isWhole()) {
          root(path, stepShown, step.getKey());
          continue;
        }
        try {
          sink.enter(reader.read(path.toRealPath(), step.getKey()));
        } catch (IOException failed) {
          sink.problem(stepShown.toString(), SourceFailure.of(stepShown, failed));
          continue;
        }
        towardsRoots(step.getValue(), path, stepShown);
        sink.leave();
      }
    }

    private void root(Path path, EntryPath shown, FileName name) {
      try {
        FileEntry entry = reader.read(path, name);
        tell(path, shown, entry, entry.identity().deviceId());
      } catch (IOException failed) {
        sink.problem(shown.toString(), SourceFailure.of(shown, failed));
      }
    }

    private void entries(Path directory, EntryPath shown, List<FileName> names, long device) {
      for (FileName name : names) {
        entry(RawPath.child(directory, name), shown.child(name), name, device);
      }
    }

    private void entry(Path path, EntryPath shown, FileName name, long device) {
      if (Thread.currentThread().isInterrupted()) {
        throw SourceFailure.interrupted(null);
      }
      FileEntry entry;
      try {
        entry = reader.read(path, name);
      } catch (IOException failed) {
        // A file left out that cannot be read is nobody's problem.
        if (selection.takes(shown, false)) {
          sink.problem(shown.toString(), SourceFailure.of(shown, failed));
        }
        return;
      }
      if (selection.takes(shown, entry.type() == FileType.DIRECTORY)) {
        tell(path, shown, entry, device);
      }
    }

    private void tell(Path path, EntryPath shown, FileEntry entry, long device) {
      if (entry.type() == FileType.DIRECTORY) {
        directory(path, shown, entry, device);
      } else if (entry.type() == FileType.FILE) {
        sink.add(entry, new FileContent(path, shown));
      } else {
        sink.add(entry, Content.EMPTY);
      }
    }

    private void directory(Path path, EntryPath shown, FileEntry entry, long device) {
      boolean foreign = selection.oneFileSystem() && entry.identity().deviceId() != device;
      List<FileName> names = List.of();
      BackstayException problem = null;
      if (!foreign) {
        try {
          names = names(path);
        } catch (IOException failed) {
          problem = SourceFailure.of(shown, failed);
        }
      }
      sink.enter(entry);
      if (problem != null) {
        sink.problem(shown.toString(), problem);
      }
      entries(path, shown, names, device);
      sink.leave();
    }

    /** The names to capture of a directory, in order. */
    private List<FileName> names(Path directory) throws IOException {
      List<FileName> names = new ArrayList<>();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        for (Path entry : entries) {
          names.add(RawPath.nameOf(entry));
        }
      } catch (DirectoryIteratorException failed) {
        throw failed.getCause();
      }
      Collections.sort(names);
      if (selection.skipCaches()
          && Collections.binarySearch(names, CacheTag.NAME) >= 0
          && CacheTag.isGenuine(RawPath.child(directory, CacheTag.NAME))) {
        return List.of(CacheTag.NAME);
      }
      return names;
    }
  }
}
