package dev.backstay.pipeline.proof;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.policy.SourceKind;
import dev.backstay.contract.policy.VerificationLevel;
import java.util.Map;
import java.util.Optional;

/** The rehearsed restores this process can do, by kind of source. */
public record RestoreProofs(Map<SourceKind, RestoreProof> byKind) {
  /** None: levels L0 and L1 alone. */
  public static final RestoreProofs NONE = new RestoreProofs(Map.of());

  public RestoreProofs {
    byKind = Map.copyOf(byKind);
  }

  /** The highest level available for a kind of source. */
  public VerificationLevel highest(SourceKind kind) {
    return Optional.ofNullable(byKind.get(kind))
        .map(RestoreProof::highest)
        .orElse(VerificationLevel.L1);
  }

  /**
   * The rehearsal a level asks for, none up to L1; fails with {@code LEVEL_UNSUPPORTED} where there
   * is none that reaches so far.
   */
  public Optional<RestoreProof> require(SourceKind kind, VerificationLevel level) {
    VerificationLevel highest = highest(kind);
    if (level.compareTo(highest) > 0) {
      throw new BackstayException(
          ErrorCode.LEVEL_UNSUPPORTED,
          "a source of kind %s can be proven up to level %s here, not %s; nothing was read"
              .formatted(kind, highest, level));
    }
    return level.compareTo(VerificationLevel.L1) > 0
        ? Optional.ofNullable(byKind.get(kind))
        : Optional.empty();
  }
}
