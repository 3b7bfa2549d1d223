package dev.backstay.engine.postgres.physical;

import dev.backstay.engine.ByteRanges;
import dev.backstay.engine.postgres.RelationFile;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Verifies the pages of one file as they arrive. A page may be torn, since the server writes while
 * it is read: it is read again a few times. What is wrong then is told to {@link BadPages}, which
 * knows at the end of the backup whether the log mends it. A file that is wrong all over is rotten
 * and not torn, so patience has an end. Confined to one thread.
 */
final class PageCheck {
  /** A write of a page ends within microseconds; a page still wrong after these is wrong. */
  private static final int TRIES = 5;

  /**
   * Pages of one file that are waited for, about a second in all. A server writes a handful of a
   * file's pages in the moment in which they are read; of those beyond, each is read once more.
   */
  private static final int PATIENT_PAGES = 16;

  /** Before the first try; doubled before each other. */
  private static final Duration PAUSE = Duration.ofMillis(2);

  /**
   * What all files of a capture are checked by.
   *
   * @param again where torn pages are read again; not by the connections of those who read files,
   *     who would wait for each other
   */
  record Rules(ClusterFiles again, int pageBytes, long pagesOfSegment, BadPages found) {}

  private final Rules rules;
  private final String path;
  private final RelationFile file;
  private final PageChecksum checksum;
  private int wrongPages;

  PageCheck(Rules rules, String path, RelationFile file) {
    this.rules = rules;
    this.path = path;
    this.file = file;
    this.checksum = new PageChecksum(rules.pageBytes());
  }

  /** Checks the whole pages of a piece, and replaces those that were torn. */
  void check(byte[] bytes, int from, int length, long offset) {
    int pageBytes = rules.pageBytes();
    int first = (int) ((pageBytes - offset % pageBytes) % pageBytes);
    for (int at = first; at + pageBytes <= length; at += pageBytes) {
      if (!isGood(bytes, from + at, offset + at)) {
        readAgain(bytes, from + at, offset + at);
      }
    }
  }

  private boolean isGood(byte[] bytes, int from, long offset) {
    Page page = Page.at(bytes, from);
    return page.isNew()
        ? isBlank(bytes, from)
        : page.checksum() == checksum.of(bytes, from, blockAt(offset));
  }

  private boolean isBlank(byte[] bytes, int from) {
    for (int at = from; at < from + rules.pageBytes(); at++) {
      if (bytes[at] != 0) {
        return false;
      }
    }
    return true;
  }

  private void readAgain(byte[] bytes, int from, long offset) {
    int pageBytes = rules.pageBytes();
    int tries = tries();
    for (int attempt = 0; attempt < tries; attempt++) {
      if (tries > 1) {
        LockSupport.parkNanos(PAUSE.toNanos() << attempt);
      }
      try (Pieces pieces = rules.again().read(path, ByteRanges.of(offset, pageBytes))) {
        Piece piece = pieces.next();
        if (piece == null || piece.length < pageBytes) {
          return; // truncated meanwhile: the log says so too
        }
        System.arraycopy(piece.bytes, piece.from, bytes, from, pageBytes);
      }
      if (isGood(bytes, from, offset)) {
        return;
      }
    }
    wrongPages++;
    BadPage page = new BadPage(path, file, offset, blockAt(offset), "");
    rules.found().add(page, Page.at(bytes, from).changedAt());
  }

  /** None once there are more than can be named: the disk is lost, and time with it. */
  private int tries() {
    if (rules.found().isFull()) {
      return 0;
    }
    return wrongPages < PATIENT_PAGES ? TRIES : 1;
  }

  private long blockAt(long offset) {
    return file.segment() * rules.pagesOfSegment() + offset / rules.pageBytes();
  }
}
