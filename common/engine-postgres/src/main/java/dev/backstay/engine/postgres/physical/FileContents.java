package dev.backstay.engine.postgres.physical;

import dev.backstay.engine.ByteRanges;
import dev.backstay.engine.ChangedContent;
import dev.backstay.engine.Content;
import dev.backstay.engine.FileInput;
import dev.backstay.engine.postgres.BlockSet;
import dev.backstay.engine.postgres.BlockSet.BlockRange;
import dev.backstay.engine.postgres.RelationFile;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The contents of one capture's files, made in the order in which they are told: small ones go into
 * batches with their neighbours. Confined to the capture's thread; the contents are not.
 */
final class FileContents {
  private final FileReading reading;
  private final Changes changes;
  private final int pageBytes;
  private final long pagesOfSegment;
  private SmallBatch batch;

  FileContents(FileReading reading, Changes changes, int pageBytes, long pagesOfSegment) {
    this.reading = reading;
    this.changes = changes;
    this.pageBytes = pageBytes;
    this.pagesOfSegment = pagesOfSegment;
    this.batch = new SmallBatch(reading);
  }

  Content of(SourceFile file, ListedFile listed) {
    if (file.size() == 0) {
      return Content.EMPTY;
    }
    Optional<Extent> extent = changed(file);
    boolean untouched =
        changes.isQuiet(listed) || (extent.isPresent() && extent.orElseThrow().ranges().isEmpty());
    Content whole =
        untouched || file.size() > SmallBatch.MAX_FILE_BYTES ? alone(file) : small(file);
    return extent.isEmpty() ? whole : new Partial(reading, file, whole, extent.orElseThrow());
  }

  /** A file with more behind it. */
  Content with(SourceFile file, byte[] appendix) {
    ByteRanges whole = ByteRanges.of(0, file.size());
    return () ->
        new JoinedInput(reading.open(file, whole), new BytesInput(appendix, appendix.length));
  }

  private Content alone(SourceFile file) {
    return () -> reading.open(file, ByteRanges.of(0, file.size()));
  }

  private Content small(SourceFile file) {
    OptionalInt place = batch.offer(file);
    if (place.isEmpty()) {
      batch = new SmallBatch(reading);
      place = batch.offer(file); // a new one has place, and nobody else knows it yet
    }
    return new Small(batch, place.orElseThrow(), file);
  }

  /** What of a file changed; computed when it is asked for, since it may be large. */
  @FunctionalInterface
  private interface Extent {
    ByteRanges ranges();
  }

  /** Empty when the whole file must be read. */
  private Optional<Extent> changed(SourceFile file) {
    return file.relation()
        .flatMap(relation ->
            changes.blocks().of(relation).map(blocks -> () -> ranges(blocks, relation, file)));
  }

  private ByteRanges ranges(BlockSet blocks, RelationFile relation, SourceFile file) {
    long first = relation.segment() * pagesOfSegment;
    long pages = (file.size() + pageBytes - 1) / pageBytes;
    ByteRanges.Builder ranges = ByteRanges.builder();
    for (BlockRange range : blocks.rangesWithin(first, first + pages)) {
      long from = (range.first() - first) * pageBytes;
      long end = Math.min((range.end() - first) * pageBytes, file.size());
      ranges.add(from, end - from);
    }
    return ranges.build();
  }

  /** A file read with its batch, and by itself when it is opened once more. */
  private record Small(SmallBatch batch, int place, SourceFile file) implements Content {
    @Override
    public FileInput open() {
      FileReading reading = batch.reading();
      Optional<byte[]> taken = batch.take(place);
      if (taken.isEmpty()) {
        return reading.open(file, ByteRanges.of(0, file.size()));
      }
      byte[] bytes = taken.orElseThrow();
      reading.check(file, bytes);
      return new BytesInput(bytes, file.isPadded() ? (int) file.size() : bytes.length);
    }
  }

  /** A file of which the changed parts are known. */
  private record Partial(FileReading reading, SourceFile file, Content whole, Extent extent)
      implements ChangedContent {
    @Override
    public FileInput open() {
      return whole.open();
    }

    @Override
    public ByteRanges changed() {
      return extent.ranges();
    }

    @Override
    public FileInput open(long offset, long length) {
      return open(ByteRanges.of(offset, Math.clamp(file.size() - offset, 0, length)));
    }

    @Override
    public FileInput open(ByteRanges parts) {
      return reading.open(file, parts);
    }
  }
}
