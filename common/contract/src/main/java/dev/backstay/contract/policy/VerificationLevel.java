package dev.backstay.contract.policy;

/** How far a backup is proven; each level includes the ones before it. */
public enum VerificationLevel {
  /** The stored bytes match their names. */
  L0,
  /** They decrypt and are structurally sound. */
  L1,
  /** Restored; a real server starts on it, where the source is one. */
  L2,
  /** It answers the user's queries as expected. */
  L3
}
