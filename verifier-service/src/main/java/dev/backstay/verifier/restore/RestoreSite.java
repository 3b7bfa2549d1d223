package dev.backstay.verifier.restore;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.RestoreId;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.pipeline.LockFile;
import dev.backstay.pipeline.Removal;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The place of one restore, held by whoever carries it out. The restore grows under a name of its
 * own and takes the wanted one when it is whole, so what lies under a wanted name always is. What
 * came of it is in a record beside the target, so that a request that comes again is answered as it
 * was the first time:
 *
 * <pre>
 *   the target's name
 *   the number of the target's directory in its file system
 *   destination
 *   files
 *   bytes
 * </pre>
 *
 * Closing it removes what has not become whole.
 */
final class RestoreSite implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(RestoreSite.class.getName());
  private static final String GROWING = ".restoring-";
  private static final String LOCK = ".lock";
  private static final String RECORD = ".restored-";
  private static final int RECORD_LINES = 5;

  private final Path target;
  private final Path growing;
  private final Path record;
  private final LockFile lock;

  private RestoreSite(Path target, RestoreId restore, LockFile lock) {
    this.target = target;
    this.growing = target.resolveSibling(GROWING + restore);
    this.record = target.resolveSibling(RECORD + restore);
    this.lock = lock;
  }

  /** What came of a restore. */
  record Done(DestinationName destination, RestoredSource.Figures figures) {}

  /** The place of a restore; empty while somebody else holds it. */
  static Optional<RestoreSite> at(Path target, RestoreId restore) {
    Path lock = target.resolveSibling(GROWING + restore + LOCK);
    try {
      Files.createDirectories(target.getParent());
      return LockFile.claim(lock).map(held -> new RestoreSite(target, restore, held));
    } catch (IOException e) {
      throw unwritable(lock, e);
    }
  }

  Path target() {
    return target;
  }

  /**
   * What came of this restore when it was carried out before and its target is still there; refuses
   * a target that is anything else.
   */
  Optional<Done> finished() {
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      List<String> lines = Files.exists(record) ? Files.readAllLines(record) : List.of();
      if (lines.size() == RECORD_LINES && lines.get(1).equals(number(target))) {
        return Optional.of(
            new Done(
                new DestinationName(lines.get(2)),
                new RestoredSource.Figures(
                    Long.parseLong(lines.get(3)), Long.parseLong(lines.get(4)))));
      }
    } catch (IOException e) {
      throw unwritable(record, e);
    }
    throw new BackstayException(
        ErrorCode.TARGET_NOT_EMPTY, target + " is there already; nothing was restored");
  }

  /** Where the restore grows; what an earlier attempt left there is gone. */
  Path growing() {
    try {
      Removal.of(growing);
      return growing;
    } catch (IOException e) {
      throw unwritable(growing, e);
    }
  }

  /** The restore is whole. */
  void finish(Done done) {
    try {
      forget();
      List<String> lines =
          List.of(
              target.getFileName().toString(),
              number(growing),
              done.destination().value(),
              Long.toString(done.figures().files()),
              Long.toString(done.figures().bytes()));
      Files.write(
          record,
          lines,
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE,
          StandardOpenOption.SYNC);
      Files.move(growing, target);
    } catch (IOException e) {
      throw unwritable(target, e);
    }
  }

  /**
   * Removes the records of targets that are no more, but for those of restores under way: their
   * targets come after their records.
   */
  private void forget() throws IOException {
    List<Path> records;
    try (Stream<Path> all = Files.list(target.getParent())) {
      records = all.filter(each -> each.getFileName().toString().startsWith(RECORD)).toList();
    }
    for (Path each : records) {
      String restore = each.getFileName().toString().substring(RECORD.length());
      if (Files.exists(target.resolveSibling(GROWING + restore + LOCK))) {
        continue;
      }
      try {
        List<String> lines = Files.readAllLines(each);
        if (lines.size() == RECORD_LINES
            && !Files.exists(target.resolveSibling(lines.getFirst()), LinkOption.NOFOLLOW_LINKS)) {
          Files.deleteIfExists(each);
        }
      } catch (NoSuchFileException e) {
        LOG.log(Level.DEBUG, "another restore removed {0} first", each);
      }
    }
  }

  /** Stays with a directory under whichever name. */
  private static String number(Path directory) throws IOException {
    return Files.getAttribute(directory, "unix:ino", LinkOption.NOFOLLOW_LINKS).toString();
  }

  @Override
  public void close() {
    try (lock) {
      Removal.of(growing);
    } catch (IOException e) {
      throw unwritable(growing, e);
    }
  }

  private static BackstayException unwritable(Path path, IOException cause) {
    return new BackstayException(
        ErrorCode.TARGET_UNWRITABLE, "%s could not be written: %s".formatted(path, cause), cause);
  }
}
