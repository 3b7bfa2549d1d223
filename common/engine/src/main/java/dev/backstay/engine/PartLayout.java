package dev.backstay.engine;

/** What a restore knows beforehand about the parts in which a file will be written. */
public enum PartLayout {
  /** Nothing: a part may begin and end anywhere. */
  SCATTERED,
  /**
   * Every part begins at a multiple of {@link #BLOCK_BYTES} and, but for the file's last one, is
   * such a multiple long.
   */
  BLOCKS;

  /** The block of all common file systems. */
  public static final int BLOCK_BYTES = 4 << 10;
}
