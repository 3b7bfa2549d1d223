package dev.backstay.engine.postgres.physical;

import dev.backstay.engine.ByteRanges;
import dev.backstay.engine.FileInput;
import dev.backstay.engine.postgres.RelationFile;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How the files of one capture are read: what all its contents share. Any number of threads.
 *
 * @param rules by which pages are checked; null where the cluster has no checksums
 */
record FileReading(
    ClusterFiles files, PageCheck.@Nullable Rules rules, Pace pace, LongAdder bytesRead) {
  /** Opens parts of a file. */
  FileInput open(SourceFile file, ByteRanges parts) {
    Pieces pieces = counted(files.read(file.path(), parts));
    return new PieceInput(pieces, check(file.path(), file.relation()), pace, file.isPadded());
  }

  private @Nullable PageCheck check(String path, Optional<RelationFile> relation) {
    return rules == null || relation.isEmpty()
        ? null
        : new PageCheck(rules, path, relation.orElseThrow());
  }

  /** Checks a file that is there as a whole. */
  void check(SourceFile file, byte[] bytes) {
    PageCheck check = check(file.path(), file.relation());
    if (check != null) {
      check.check(bytes, 0, bytes.length, 0);
    }
  }

  private Pieces counted(Pieces pieces) {
    return new Pieces() {
      @Override
      public @Nullable Piece next(byte[] room, int from, int length) {
        Piece piece = pieces.next(room, from, length);
        if (piece != null) {
          bytesRead.add(piece.length);
        }
        return piece;
      }

      @Override
      public void close() {
        pieces.close();
      }
    };
  }
}
