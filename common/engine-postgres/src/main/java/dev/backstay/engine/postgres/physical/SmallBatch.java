package dev.backstay.engine.postgres.physical;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Small files that are read at once, when the first of them is opened, since a question for each
 * would take longer than its bytes. What nobody has taken yet is held until the batch itself is
 * forgotten. Files are added by the capture's thread until the batch is told; any thread takes.
 */
final class SmallBatch {
  /** A file from here on is read by itself. */
  static final int MAX_FILE_BYTES = 128 << 10;

  /** Of all its files: some batches are read at once, and each is held in memory. */
  private static final int MAX_BYTES = 2 << 20;

  private static final int MAX_FILES = 128;

  private final FileReading reading;
  private final List<SourceFile> files = new ArrayList<>();
  private int bytes;
  private @Nullable List<@Nullable Optional<byte[]>> contents;

  SmallBatch(FileReading reading) {
    this.reading = reading;
  }

  /**
   * Adds a file unless the batch is full or read already, both seen in one step: a reader may open
   * it at any time.
   *
   * @return the place to take it from
   */
  synchronized OptionalInt offer(SourceFile file) {
    if (contents != null || files.size() == MAX_FILES || bytes + file.size() > MAX_BYTES) {
      return OptionalInt.empty();
    }
    files.add(file);
    bytes += (int) file.size();
    return OptionalInt.of(files.size() - 1);
  }

  /**
   * The content of a file, read now if nobody has opened any of this batch before.
   *
   * @return empty when it was taken before: it must be read by itself
   */
  synchronized Optional<byte[]> take(int place) {
    if (contents == null) {
      contents = load();
    }
    Optional<byte[]> content = contents.set(place, null);
    if (content == null) {
      return Optional.empty();
    }
    if (content.isEmpty()) {
      throw Vanished.file(files.get(place).path());
    }
    return content;
  }

  private List<@Nullable Optional<byte[]>> load() {
    SmallFiles loaded =
        reading
            .files()
            .readSmall(
                files.stream()
                    .map(file -> new SmallFiles.Wanted(file.path(), (int) file.size()))
                    .toList());
    List<@Nullable Optional<byte[]>> all = new ArrayList<>();
    for (int place = 0; place < files.size(); place++) {
      Optional<byte[]> content = loaded.content(place);
      content.ifPresent(read -> reading.bytesRead().add(read.length));
      content.ifPresent(read -> reading.pace().passed(read.length));
      all.add(content);
    }
    return all;
  }

  FileReading reading() {
    return reading;
  }
}
