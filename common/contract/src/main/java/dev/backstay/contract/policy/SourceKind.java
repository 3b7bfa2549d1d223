package dev.backstay.contract.policy;

/** What kind of thing a source is. */
public enum SourceKind {
  FILES,
  POSTGRES,
  REDIS,
  BUCKET
}
