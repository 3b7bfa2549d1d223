package dev.backstay.engine.postgres.physical;

import dev.backstay.engine.FileInput;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Pieces as one stream: checked where they are pages, slowed down to the pace, and where a file is
 * shorter than it was when listed, with zeros for the rest.
 */
final class PieceInput implements FileInput {
  private final Pieces pieces;
  private final @Nullable PageCheck check;
  private final Pace pace;
  private final boolean padded;
  private @Nullable Piece current;
  private int taken; // of the current piece
  private boolean ended;

  /**
   * @param check null where there are no pages
   * @param padded whether a part that is shorter than asked is filled with zeros; else it ends the
   *     stream
   */
  PieceInput(Pieces pieces, @Nullable PageCheck check, Pace pace, boolean padded) {
    this.pieces = pieces;
    this.check = check;
    this.pace = pace;
    this.padded = padded;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    int done = 0;
    while (done < length) {
      Piece piece = current;
      if (piece == null) {
        piece = nextPiece(into, offset + done, length - done);
        if (piece == null) {
          break;
        }
      }
      done += piece.isIn(into) ? inPlace(piece) : take(piece, into, offset + done, length - done);
    }
    return done == 0 && length > 0 ? -1 : done;
  }

  private @Nullable Piece nextPiece(byte[] into, int offset, int length) {
    Piece piece = ended ? null : pieces.next(into, offset, length);
    if (piece == null) {
      ended = true;
      return null;
    }
    pace.passed(piece.length);
    if (check != null) {
      check.check(piece.bytes, piece.from, piece.length, piece.offset);
    }
    current = piece;
    taken = 0;
    return piece;
  }

  /** Takes a whole piece that was read to where it is wanted. */
  private int inPlace(Piece piece) {
    int end = padded ? piece.asked : piece.length;
    Arrays.fill(piece.bytes, piece.from + piece.length, piece.from + end, (byte) 0);
    return passed(piece, end);
  }

  private int take(Piece piece, byte[] into, int offset, int length) {
    int end = padded ? piece.asked : piece.length;
    int count = Math.min(length, end - taken);
    int real = Math.clamp(piece.length - taken, 0, count);
    System.arraycopy(piece.bytes, piece.from + Math.min(taken, piece.length), into, offset, real);
    Arrays.fill(into, offset + real, offset + count, (byte) 0);
    taken += count;
    if (taken == end) {
      return passed(piece, count);
    }
    return count;
  }

  /** Nothing is left of the piece. */
  private int passed(Piece piece, int count) {
    current = null;
    ended |= !padded && piece.length < piece.asked;
    return count;
  }

  @Override
  public void close() {
    pieces.close();
  }
}
