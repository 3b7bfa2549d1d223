package dev.backstay.engine;

import java.util.List;

/**
 * What a restore has written.
 *
 * @param hardLinks further names of files counted once in {@code files}
 * @param specials device files and FIFOs
 * @param socketsSkipped sockets, which only their server can make
 * @param bytesWritten content written to regular files
 * @param bytesSparse content left as holes because it is zeros
 * @param ownersKept entries that stay with the user that restores, because only root may give files
 *     away
 * @param attributesSkipped extended attributes of name spaces that only root may set
 * @param problemCount how many entries were not restored as they were
 * @param problems the first of them, at most {@link #MAX_PROBLEMS}
 */
public record RestoreOutcome(
    long directories,
    long files,
    long hardLinks,
    long symlinks,
    long specials,
    long socketsSkipped,
    long bytesWritten,
    long bytesSparse,
    long ownersKept,
    long attributesSkipped,
    long problemCount,
    List<RestoreProblem> problems) {
  /** More than anybody reads; keeps a hopeless restore of millions of files within memory. */
  public static final int MAX_PROBLEMS = 10_000;

  public RestoreOutcome {
    problems = List.copyOf(problems);
  }

  /** Whether every entry was restored as it was. */
  public boolean isComplete() {
    return problemCount == 0;
  }
}
