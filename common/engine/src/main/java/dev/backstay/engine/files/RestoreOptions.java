package dev.backstay.engine.files;

/**
 * How a tree is restored into a directory.
 *
 * @param overwrite whether the directory may hold files already: those that are in the way are
 *     replaced, directories are kept and filled, everything else stays
 */
public record RestoreOptions(boolean overwrite) {
  /** Into a new or empty directory only. */
  public static final RestoreOptions FRESH = new RestoreOptions(false);

  /** Over what is there. */
  public static final RestoreOptions OVERWRITE = new RestoreOptions(true);
}
