package dev.backstay.engine.postgres.recovery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.SystemId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A directory that is, or is about to become, the data directory of a cluster.
 *
 * <p>While a restore writes into it, its control file lies aside, so that no server starts on half
 * a cluster: {@link #ASIDE} says whose the directory was when the restore began, and {@link
 * #ARRIVED} is the new one, put in place last.
 */
public record DataDirectory(Path path) {
  /** The control file that was here before the restore. */
  public static final String ASIDE = "backstay-restore.was";

  /** The control file that the restore brings. */
  public static final String ARRIVED = "backstay-restore.control";

  /** Lets tablespaces lie in the data directory. */
  static final String IN_PLACE = "allow_in_place_tablespaces";

  private static final String PROCESS = "postmaster.pid";

  public DataDirectory {
    path = path.toAbsolutePath().normalize();
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
    Path aside = path.resolve(ASIDE);
    Path control = Files.exists(aside) ? aside : path.resolve(ControlFile.PATH);
    if (!Files.exists(control)) {
      throw new BackstayException(
          ErrorCode.TARGET_DIFFERENT,
          "%s is no data directory of PostgreSQL: it holds files, and %s is not among them; nothing was changed"
              .formatted(path, ControlFile.PATH));
    }
    return ControlFile.read(control).system();
  }

  /** Refuses with {@code TARGET_IN_USE} a directory on which a server may be running. */
  public void requireStopped() {
    Path file = path.resolve(PROCESS);
    Optional<Long> process = processId(file);
    if (process.flatMap(ProcessHandle::of).filter(ProcessHandle::isAlive).isPresent()) {
      throw new BackstayException(
          ErrorCode.TARGET_IN_USE,
          "a server runs on %s as process %d; nothing was changed"
              .formatted(path, process.orElse(0L)));
    }
  }

  private static Optional<Long> processId(Path file) {
    try {
      return Files.exists(file)
          ? Files.readAllLines(file).stream().findFirst().map(line -> Long.parseLong(line.strip()))
          : Optional.empty();
    } catch (IOException | NumberFormatException e) {
      throw new BackstayException(
          ErrorCode.TARGET_IN_USE,
          "%s cannot be read, so a server may be running; nothing was changed".formatted(file),
          e);
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
              folder.resolve(Files.readSymbolicLink(entry)).normalize());
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
          ? Optional.of(path.resolve(Files.readSymbolicLink(log)).normalize())
          : Optional.empty();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Makes sure that no server starts here before {@link #open}. */
  public void close() {
    Path control = path.resolve(ControlFile.PATH);
    Path aside = path.resolve(ASIDE);
    try {
      if (Files.exists(control, LinkOption.NOFOLLOW_LINKS)) {
        if (Files.exists(aside)) {
          Files.delete(control);
        } else {
          Files.move(control, aside);
        }
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Lets servers start here: the last step of a restore. */
  public void open() {
    try {
      Files.move(path.resolve(ARRIVED), path.resolve(ControlFile.PATH));
      Files.deleteIfExists(path.resolve(ASIDE));
    } catch (IOException e) {
      throw unwritable(e);
    }
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
