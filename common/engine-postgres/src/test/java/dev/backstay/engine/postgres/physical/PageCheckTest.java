package dev.backstay.engine.postgres.physical;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.files.FileOwner;
import dev.backstay.engine.ByteRanges;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.RelationFile;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PageCheckTest {
  private static final String PATH = "base/5/16397";
  private static final int PAGE = 8192;
  private static final int PAGES = 200;

  /** So that every page was changed before the backup. */
  private static final Lsn MORE_THAN_ANY_LOG = new Lsn(-1);

  private final BadPages found = new BadPages();
  private final AtomicInteger readings = new AtomicInteger();
  private final PageCheck check =
      new PageCheck(
          new PageCheck.Rules(new Rotten(), PAGE, 131_072, found),
          PATH,
          RelationFile.parse(PATH).orElseThrow());

  @Test
  void aFileThatIsWrongAllOverIsNotWaitedForPageByPage() {
    // When
    check.check(rotten(PAGES), 0, PAGES * PAGE, 0);

    // Then
    assertThat(found.rotten(MORE_THAN_ANY_LOG, MORE_THAN_ANY_LOG)).hasSize(PAGES);
    assertThat(readings.get()).isLessThan(2 * PAGES);
  }

  @Test
  void beyondWhatCanBeNamedNothingIsReadAgain() {
    // Given
    BadPage page = new BadPage(PATH, RelationFile.parse(PATH).orElseThrow(), 0, 0, "");
    for (int named = 0; named < BadPages.MAX_NAMED; named++) {
      found.add(page, Lsn.ZERO);
    }

    // When
    check.check(rotten(PAGES), 0, PAGES * PAGE, 0);

    // Then
    assertThat(found.unnamed()).isEqualTo(PAGES);
    assertThat(readings.get()).isZero();
  }

  private static byte[] rotten(int pages) {
    byte[] bytes = new byte[pages * PAGE];
    Arrays.fill(bytes, (byte) 7);
    return bytes;
  }

  /** A disk on which every page stays wrong. */
  private final class Rotten implements ClusterFiles {
    @Override
    public Pieces read(String path, ByteRanges parts) {
      readings.incrementAndGet();
      return new Pieces() {
        @Override
        public Piece next(byte[] room, int from, int length) {
          return new Piece(rotten(1), 0, PAGE, parts.ranges().getFirst().offset(), PAGE);
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public List<ListedFile> list(String directory) {
      return List.of();
    }

    @Override
    public SmallFiles readSmall(List<SmallFiles.Wanted> wanted) {
      return new SmallFiles(List.of());
    }

    @Override
    public FileOwner owner() {
      return new FileOwner(0, 0, "", "");
    }

    @Override
    public boolean onDisk() {
      return true;
    }

    @Override
    public void close() {}
  }
}
