package dev.backstay.engine.postgres.recovery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.files.SettledFiles;
import dev.backstay.engine.postgres.SystemId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A directory that is, or is about to become, the data directory of a cluster.
 *
 * <p>While a restore writes into it, its control file lies aside, so that no server starts on half
 * a cluster: {@link #ASIDE} says whose the directory was when the restore began, {@link #BEGUN} the
 * same where it was empty, and {@link #ARRIVED} is the new one, put in place last.
 *
 * @param path real: where a link leads, not the link
 */
public record DataDirectory(Path path) {
  /** The control file that was here before the restore. */
  public static final String ASIDE = "backstay-restore.was";

  /** In a directory that was empty: the identifier of the cluster that is being brought. */
  public static final String BEGUN = "backstay-restore.begun";

  /** The control file that the restore brings. */
  public static final String ARRIVED = "backstay-restore.control";

  /** Lets tablespaces lie in the data directory. */
  static final String IN_PLACE = "allow_in_place_tablespaces";

  private static final String PROCESS = "postmaster.pid";

  public DataDirectory {
    path = real(path);
  }

  /** Where a path leads, over all links; what of it is not there yet stays as it is written. */
  public static Path real(Path path) {
    Path absolute = path.toAbsolutePath();
    try {
      return absolute.toRealPath();
    } catch (NoSuchFileException e) {
      Path parent = absolute.getParent();
      return parent == null ? absolute : real(parent).resolve(absolute.getFileName()).normalize();
    } catch (IOException e) {
      throw new BackstayException(
          ErrorCode.TARGET_UNWRITABLE, "where %s leads cannot be read: %s".formatted(path, e), e);
    }
  }

  /** Whether there is nothing here yet. */
  public boolean isVacant() {
    if (!Files.exists(path)) {
      return true;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      return !entries.iterator().hasNext();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * Whose data this is, also in the middle of a restore. A directory that holds no cluster is
   * {@code TARGET_DIFFERENT}.
   */
  public SystemId system() {
    for (String control : List.of(ControlFile.PATH, ASIDE)) {
      if (Files.exists(path.resolve(control))) {
        return ControlFile.read(path.resolve(control)).system();
      }
    }
    return begun()
        .orElseThrow(() ->
            new BackstayException(
                ErrorCode.TARGET_DIFFERENT,
                "%s is no data directory of PostgreSQL: it holds files, and %s is not among them; nothing was changed"
                    .formatted(path, ControlFile.PATH)));
  }

  /**
   * The cluster that a restore began to bring to this directory while it was empty, and has not
   * brought whole: all that is here is that restore's.
   */
  public Optional<SystemId> begun() {
    Path marker = path.resolve(BEGUN);
    if (!Files.exists(marker) || Files.exists(path.resolve(ControlFile.PATH))) {
      return Optional.empty();
    }
    try {
      return Optional.of(SystemId.parse(Files.readString(marker)));
    } catch (IOException e) {
      throw unreadable(e);
    } catch (NumberFormatException e) {
      return Optional.empty(); // cut off before it was written, so it says nothing
    }
  }

  /** Says, before the first byte of it comes, which cluster a restore brings to an empty place. */
  public void begin(SystemId system) {
    try {
      Files.writeString(
          path.resolve(BEGUN),
          system + "\n",
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.WRITE,
          StandardOpenOption.SYNC);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /**
   * Refuses with {@code TARGET_IN_USE} a directory on which a server may be running. The process
   * that its file names proves nothing: the server may run in another container or on another host.
   */
  public void requireStopped() {
    Path file = path.resolve(PROCESS);
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new BackstayException(
          ErrorCode.TARGET_IN_USE,
          "a server runs on %s, here or in another container, or was killed: %s is there; nothing was changed"
              .formatted(path, file));
    }
  }

  /** The tablespaces that lie elsewhere, by their object ids. */
  public Map<Long, Path> linkedTablespaces() {
    Map<Long, Path> linked = new TreeMap<>();
    Path folder = path.resolve("pg_tblspc");
    if (!Files.isDirectory(folder)) {
      return linked;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "[0-9]*")) {
      for (Path entry : entries) {
        if (Files.isSymbolicLink(entry)) {
          linked.put(
              Long.parseLong(entry.getFileName().toString()),
              real(folder.resolve(Files.readSymbolicLink(entry))));
        }
      }
      return linked;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * Whether tablespaces lie in the data directory itself. A server calls that an error at the end
   * of a recovery, unless {@code allow_in_place_tablespaces} is on.
   */
  public boolean hasTablespacesInPlace() {
    Path folder = path.resolve("pg_tblspc");
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "[0-9]*")) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Where the log is kept, when that is elsewhere. */
  public Optional<Path> linkedLog() {
    Path log = path.resolve("pg_wal");
    try {
      return Files.isSymbolicLink(log)
          ? Optional.of(real(path.resolve(Files.readSymbolicLink(log))))
          : Optional.empty();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Makes sure that no server starts here before {@link #open}. */
  public void close() {
    Path control = path.resolve(ControlFile.PATH);
    try {
      if (Files.exists(control, LinkOption.NOFOLLOW_LINKS)) {
        Files.move(control, path.resolve(ASIDE), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Lets servers start here: the last step of a restore. */
  public void open() {
    Path control = path.resolve(ControlFile.PATH);
    try {
      Files.move(path.resolve(ARRIVED), control);
      try (FileChannel folder =
          FileChannel.open(control.resolveSibling(""), StandardOpenOption.READ)) {
        folder.force(true);
      }
      Files.deleteIfExists(path.resolve(ASIDE));
      Files.deleteIfExists(path.resolve(BEGUN));
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /**
   * Waits until all that was written is on the disk: a server that finds its control file after a
   * loss of power takes the rest for granted.
   *
   * @param elsewhere what of the cluster lies in other places
   */
  public void settle(Collection<Path> elsewhere) {
    List<Path> places = new ArrayList<>(elsewhere);
    places.add(path);
    SettledFiles.in(places);
  }

  private BackstayException unreadable(IOException cause) {
    return new BackstayException(
        ErrorCode.TARGET_UNWRITABLE, path + " could not be read: " + cause, cause);
  }

  private BackstayException unwritable(IOException cause) {
    return new BackstayException(
        ErrorCode.TARGET_UNWRITABLE, path + " could not be written: " + cause, cause);
  }
}
