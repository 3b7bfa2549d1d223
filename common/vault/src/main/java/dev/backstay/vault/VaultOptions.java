package dev.backstay.vault;

import dev.backstay.vault.codec.Zstd;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;

/**
 * How this process works with vaults. Nothing here changes what is readable.
 *
 * @param cacheDirectory where sealed index files are kept on this machine; none to fetch them every
 *     time
 * @param compressionLevel of zstd, 1 (fastest) to 19
 * @param packBytes about how long a pack is
 * @param crew how much is done at once
 * @param holder who this process is, for locks, keys and snapshots
 * @param lockPace how long its locks wait; anything but the usual is for tests of one process
 * @param clock the time
 * @param random the source of keys and nonces
 */
public record VaultOptions(
    Optional<Path> cacheDirectory,
    int compressionLevel,
    int packBytes,
    Crew crew,
    LockHolder holder,
    LockPace lockPace,
    InstantSource clock,
    SecureRandom random) {
  /**
   * What restic also writes: small enough to hold several in memory, large enough to amortise a
   * request.
   */
  public static final int DEFAULT_PACK_BYTES = 16 << 20;

  /** Stock restic accepts these. */
  private static final int MIN_PACK_BYTES = 4 << 20;

  private static final int MAX_PACK_BYTES = 128 << 20;

  private static final int MAX_LEVEL = 19;

  /**
   * How much is done at once.
   *
   * @param cores threads that hash, compress and seal
   * @param streams read at once by one writer, each in 16 MiB; none may wait for another
   * @param transfers objects on their way to or from the store at once
   */
  public record Crew(int cores, int streams, int transfers) {
    private static final int USUAL_TRANSFERS = 3;

    /** Enough to hide the latency of small files, few enough for a small heap. */
    private static final int USUAL_STREAMS = 4;

    public Crew {
      if (cores < 1 || streams < 1 || transfers < 1) {
        throw new IllegalArgumentException("at least one core, stream and transfer are needed");
      }
    }

    /** The usual one with so many cores. */
    static Crew of(int cores) {
      return new Crew(cores, USUAL_STREAMS, USUAL_TRANSFERS);
    }
  }

  public VaultOptions {
    if (compressionLevel < 1 || compressionLevel > MAX_LEVEL) {
      throw new IllegalArgumentException("compression levels are 1 to 19, not " + compressionLevel);
    }
    if (packBytes < MIN_PACK_BYTES || packBytes > MAX_PACK_BYTES) {
      throw new IllegalArgumentException(
          "packs are 4 to 128 MiB long, not " + packBytes + " bytes");
    }
  }

  /** The usual settings on this machine. */
  public static VaultOptions defaults(LockHolder holder, InstantSource clock, SecureRandom random) {
    return new VaultOptions(
        Optional.empty(),
        Zstd.DEFAULT_LEVEL,
        DEFAULT_PACK_BYTES,
        Crew.of(Runtime.getRuntime().availableProcessors()),
        holder,
        LockPace.USUAL,
        clock,
        random);
  }

  public VaultOptions withCacheDirectory(Path directory) {
    return new VaultOptions(
        Optional.of(directory), compressionLevel, packBytes, crew, holder, lockPace, clock, random);
  }

  public VaultOptions withCompressionLevel(int level) {
    return new VaultOptions(
        cacheDirectory, level, packBytes, crew, holder, lockPace, clock, random);
  }

  public VaultOptions withPackBytes(int bytes) {
    return new VaultOptions(
        cacheDirectory, compressionLevel, bytes, crew, holder, lockPace, clock, random);
  }

  public VaultOptions withCores(int count) {
    return with(new Crew(count, crew.streams(), crew.transfers()));
  }

  public VaultOptions withLockPace(LockPace pace) {
    return new VaultOptions(
        cacheDirectory, compressionLevel, packBytes, crew, holder, pace, clock, random);
  }

  /**
   * For work that has time and shares the process with work that has none: one core and a fraction
   * of the memory.
   */
  public VaultOptions inBackground() {
    return with(new Crew(1, 1, 1));
  }

  private VaultOptions with(Crew other) {
    return new VaultOptions(
        cacheDirectory, compressionLevel, packBytes, other, holder, lockPace, clock, random);
  }
}
