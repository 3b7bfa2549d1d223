package dev.backstay.engine.files;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileType;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.PartLayout;
import dev.backstay.engine.RestoreFile;
import dev.backstay.engine.RestoreOutcome;
import dev.backstay.engine.RestoreTarget;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Restores a tree into a directory of this host.
 *
 * <p>Nothing outside the directory is ever touched, whatever the snapshot says. New files and
 * directories are private until they have their own permissions. Files are not forced to the disk
 * one by one: a restore that a power failure cuts short is run again, from the same snapshot.
 *
 * <p>Memory holds a few words for each directory, hard link and unfinished file until the end.
 */
public final class FileTreeRestore implements RestoreTarget {
  /** So that a read-only directory of an earlier restore can be filled again. */
  private static final int OWNER_MAY_ALL = 0700;

  private record Link(EntryPath path, EntryPath existing) {}

  private final RestoreWork work;
  private final Map<EntryPath, FileEntry> directories = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Link> links = new ConcurrentLinkedQueue<>();

  private FileTreeRestore(RestoreWork work) {
    this.work = work;
  }

  /**
   * Begins a restore into a directory, which is made where it is not there. One that holds anything
   * is {@code TARGET_NOT_EMPTY}, unless files may be overwritten.
   */
  public static FileTreeRestore into(Path target, RestoreOptions options) {
    return into(target, options, SystemCalls.ofThisHost());
  }

  static FileTreeRestore into(Path target, RestoreOptions options, SystemCalls calls) {
    try {
      Files.createDirectories(target);
      Path directory = target.toRealPath();
      if (!options.overwrite() && !isEmpty(directory)) {
        throw new BackstayException(
            ErrorCode.TARGET_NOT_EMPTY, target + " holds files already, nothing was restored");
      }
      return new FileTreeRestore(RestoreWork.in(directory, options, calls));
    } catch (IOException failed) {
      throw new BackstayException(
          ErrorCode.TARGET_UNWRITABLE,
          target + " could not be made or read as a directory, nothing was restored",
          failed);
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      return !entries.iterator().hasNext();
    }
  }

  @Override
  public void directory(EntryPath path, FileEntry entry) {
    try {
      Path directory = work.tree().makePrivate(path);
      if (directories.put(path, entry) == null) {
        work.tally().directories.increment();
      }
      if (!Files.isWritable(directory)) {
        int opened = entry.permissions() | OWNER_MAY_ALL;
        work.calls().setPermissions(directory, opened);
      }
    } catch (IOException failed) {
      work.tally().problem(path, work.failure().of(path, failed));
    } catch (BackstayException refused) {
      keep(path, refused);
    }
  }

  @Override
  public RestoreFile file(EntryPath path, FileEntry entry, PartLayout layout) {
    try {
      work.tree().reserve(path);
      try {
        return new RestoredFile(work, path, work.tree().locate(path), entry, layout);
      } catch (IOException | BackstayException failed) {
        work.tree().release(path);
        throw failed;
      }
    } catch (IOException failed) {
      work.tally().problem(path, work.failure().of(path, failed));
    } catch (BackstayException refused) {
      keep(path, refused);
    }
    return Refused.FILE;
  }

  /** Gives a file that is there already, and stays, what its entry says beside its content. */
  public void adopt(EntryPath path, FileEntry entry) {
    try {
      work.metadata().apply(path, work.tree().locate(path), entry);
    } catch (IOException failed) {
      work.tally().problem(path, work.failure().of(path, failed));
    } catch (BackstayException refused) {
      keep(path, refused);
    }
  }

  @Override
  public void hardLink(EntryPath path, EntryPath existing) {
    links.add(new Link(path, existing));
  }

  @Override
  public void symlink(EntryPath path, FileEntry entry) {
    FileName linkTarget = entry.linkTarget().orElse(FileName.of(""));
    if (linkTarget.length() == 0 || hasZeroByte(linkTarget)) {
      work.tally().problem(path, TargetTree.foreign(path, "is a link to what no path can name"));
      return;
    }
    boolean made = make(path, entry, place -> work.calls().makeSymlink(place, linkTarget));
    if (made) {
      work.tally().symlinks.increment();
    }
  }

  private static boolean hasZeroByte(FileName name) {
    for (byte each : name.bytes()) {
      if (each == 0) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void special(EntryPath path, FileEntry entry) {
    if (entry.type() == FileType.SOCKET) {
      work.tally().socketsSkipped.increment();
      return;
    }
    boolean made =
        make(
            path,
            entry,
            place -> work.calls().makeSpecial(place, entry.type(), entry.deviceNumber()));
    if (made) {
      work.tally().specials.increment();
    }
  }

  private interface Making {
    void at(Path place) throws IOException;
  }

  /** Makes an entry in one step, with its metadata; whether it is there now. */
  private boolean make(EntryPath path, FileEntry entry, Making making) {
    return place(
        path,
        place -> {
          making.at(place);
          work.metadata().apply(path, place, entry);
        });
  }

  private boolean place(EntryPath path, Making making) {
    try {
      work.tree().reserve(path);
      try {
        Path place = work.tree().locate(path);
        work.tree().clear(place);
        making.at(place);
        return true;
      } catch (IOException failed) {
        work.tally().problem(path, work.failure().of(path, failed));
      } finally {
        work.tree().release(path);
      }
    } catch (BackstayException refused) {
      keep(path, refused);
    }
    return false;
  }

  /** A refused entry is a problem of the outcome; what ends the restore goes on to the caller. */
  private void keep(EntryPath path, BackstayException refused) {
    if (refused.code() != ErrorCode.FOREIGN_OBJECT) {
      throw refused;
    }
    work.tally().problem(path, refused);
  }

  @Override
  public RestoreOutcome finish() {
    for (Link link : links) {
      link(link.path(), link.existing());
    }
    List<Map.Entry<EntryPath, FileEntry>> deepestFirst = new ArrayList<>(directories.entrySet());
    deepestFirst.sort(Comparator.comparingInt(each -> -each.getKey().depth()));
    for (Map.Entry<EntryPath, FileEntry> each : deepestFirst) {
      EntryPath path = each.getKey();
      work.metadata().apply(path, work.tree().known(path), each.getValue());
    }
    return work.tally().outcome();
  }

  private void link(EntryPath path, EntryPath existing) {
    if (path.equals(existing)) {
      work.tally().problem(path, TargetTree.foreign(path, "is a hard link to itself"));
      return;
    }
    boolean made =
        place(
            path,
            place -> {
              Path original = work.tree().locate(existing);
              Files.createLink(place, original);
            });
    if (made) {
      work.tally().hardLinks.increment();
    }
  }

  @Override
  public void close() {
    work.channels().close();
  }

  /** A file that is not restored; why is kept as a problem. */
  private enum Refused implements RestoreFile {
    FILE;

    @Override
    public void write(long offset, byte[] bytes, int from, int length) {}

    @Override
    public void complete() {}
  }
}
