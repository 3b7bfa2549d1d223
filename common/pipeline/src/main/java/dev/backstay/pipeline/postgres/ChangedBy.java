package dev.backstay.pipeline.postgres;

import java.util.Arrays;
import java.util.Optional;

/** How a physical backup knew which blocks it had to read. */
public enum ChangedBy {
  /** It did not: everything was read. */
  FULL("full"),
  /** By the summaries that the server keeps of its log, from version 17 on. */
  WAL_SUMMARIES("wal-summaries"),
  /** By the block references in the log that the server still has. */
  WAL("wal"),
  /** By those in the log that was streamed, which the server has no more. */
  STREAMED_WAL("streamed-wal"),
  /** By the time of modification and the size of each file. */
  FILE_TIMES("file-times");

  private final String word;

  ChangedBy(String word) {
    this.word = word;
  }

  /** How it is written, for ever. */
  public String word() {
    return word;
  }

  /** What is written so, if anything is. */
  public static Optional<ChangedBy> of(String word) {
    return Arrays.stream(values()).filter(way -> way.word.equals(word)).findFirst();
  }
}
