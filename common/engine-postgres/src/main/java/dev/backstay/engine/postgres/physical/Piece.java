package dev.backstay.engine.postgres.physical;

/** Bytes of a file, in an array that may hold more. */
final class Piece {
  final byte[] bytes;

  /** Where they begin in the array. */
  final int from;

  /** How many there are: fewer than asked where the file ended before. */
  final int length;

  /** Where they begin in the file. */
  final long offset;

  final int asked;

  Piece(byte[] bytes, int from, int length, long offset, int asked) {
    this.bytes = bytes;
    this.from = from;
    this.length = length;
    this.offset = offset;
    this.asked = asked;
  }

  /** Whether its bytes lie in this very array. */
  @SuppressWarnings("ReferenceEquality") // the same array, not one of the same bytes
  boolean isIn(byte[] room) {
    return bytes == room;
  }
}
