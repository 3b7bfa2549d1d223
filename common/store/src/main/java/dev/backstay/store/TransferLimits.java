package dev.backstay.store;

/** How many bytes a second may travel to and from a store, in all threads together. */
public record TransferLimits(long uploadBytesPerSecond, long downloadBytesPerSecond) {
  /** As fast as store and network go. */
  public static final TransferLimits NONE = new TransferLimits(Long.MAX_VALUE, Long.MAX_VALUE);

  public TransferLimits {
    if (uploadBytesPerSecond < 1 || downloadBytesPerSecond < 1) {
      throw new IllegalArgumentException(
          "a limit is at least one byte a second: "
              + uploadBytesPerSecond
              + " up, "
              + downloadBytesPerSecond
              + " down");
    }
  }
}
