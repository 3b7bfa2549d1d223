package dev.backstay.contract.event;

/** A stage of a backup's way. */
public enum Stage {
  DUMP,
  UPLOAD,
  VERIFY,
  PRUNE
}
