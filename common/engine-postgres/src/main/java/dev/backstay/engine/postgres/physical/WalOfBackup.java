package dev.backstay.engine.postgres.physical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.ByteRanges;
import dev.backstay.engine.Content;
import dev.backstay.engine.Postponed;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.WalSegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The log that a backup needs to become consistent, from its start to its end, read from {@code
 * pg_wal} and put there again: so no retention of a log anywhere can spoil the backup.
 */
final class WalOfBackup {
  private static final Pattern HISTORY = Pattern.compile("[0-9A-F]{8}\\.history");

  private final FileReading reading;
  private final TreeWalk walk;
  private final int segmentBytes;

  WalOfBackup(FileReading reading, TreeWalk walk, int segmentBytes) {
    this.reading = reading;
    this.walk = walk;
    this.segmentBytes = segmentBytes;
  }

  /** Tells the segments, the histories of timelines, and the directories as empty ones. */
  void tell(Postponed place, Lsn start, StoppedBackup stopped) {
    List<ListedFile> listed = reading.files().list(TreeWalk.WAL);
    Map<Long, ListedFile> segments = segments(listed, start, stopped);
    List<ListedFile> told = new ArrayList<>(segments.values());
    for (ListedFile file : listed) {
      if (file.directory() || HISTORY.matcher(file.name()).matches()) {
        told.add(file);
      }
    }
    told.sort(Comparator.comparing(ListedFile::name));
    for (ListedFile file : told) {
      if (file.directory()) {
        place.enter(walk.entry(file));
        place.leave();
      } else {
        // What is told of it ends with this backup: it never is what an earlier one held.
        place.add(
            walk.entry(new ListedFile(file.name(), false, file.size(), stopped.at())),
            content(file, stopped.stop()));
      }
    }
  }

  /** One for each number from start to end; the newest timeline, where a number has several. */
  private Map<Long, ListedFile> segments(
      List<ListedFile> listed, Lsn start, StoppedBackup stopped) {
    long first = WalSegment.at(1, start, segmentBytes).number();
    long last = WalSegment.endingAt(1, stopped.stop(), segmentBytes).number();
    Map<Long, ListedFile> found = new TreeMap<>();
    for (ListedFile file : listed) {
      if (WalSegment.isName(file.name())) {
        long number = WalSegment.parse(file.name(), segmentBytes).number();
        if (number >= first && number <= last) {
          found.merge(number, file, (one, two) -> one.name().compareTo(two.name()) > 0 ? one : two);
        }
      }
    }
    for (long number = first; number <= last; number++) {
      if (!found.containsKey(number)) {
        throw new BackstayException(
            ErrorCode.SOURCE_UNREADABLE,
            "the log segment %s that the backup needs is not in pg_wal any more; the backup is of"
                    .formatted(new WalSegment(stopped.timeline(), number, segmentBytes))
                + " no use");
      }
    }
    return found;
  }

  /** As far as the backup needs it; what the server had in the file behind that is not its own. */
  private Content content(ListedFile file, Lsn stop) {
    String path = TreeWalk.WAL + "/" + file.name();
    SourceFile source = new SourceFile(path, file.size(), Optional.empty());
    long needed = file.size();
    if (WalSegment.isName(file.name())) {
      long before = stop.minus(WalSegment.parse(file.name(), segmentBytes).start());
      needed = Math.clamp(before, 0, file.size());
    }
    ByteRanges parts = ByteRanges.of(0, needed);
    long padding = file.size() - needed;
    return () -> new PaddedInput(reading.open(source, parts), padding);
  }
}
