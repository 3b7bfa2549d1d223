package dev.backstay.store;

/** What a put found. */
public enum PutOutcome {
  /** The object is stored. */
  STORED,
  /**
   * An object of that name was there already and was left alone (only with {@link
   * PutOptions#onlyIfAbsent}).
   */
  EXISTED
}
