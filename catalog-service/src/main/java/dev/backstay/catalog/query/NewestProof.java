package dev.backstay.catalog.query;

import dev.backstay.contract.policy.VerificationLevel;
import java.time.Instant;

/**
 * What was proven of something.
 *
 * @param level the highest that was reached
 * @param at when anything was last proven
 */
public record NewestProof(VerificationLevel level, Instant at) {}
