package dev.backstay.catalog.query;

import dev.backstay.contract.policy.SourceName;
import java.util.Optional;

/**
 * Which alarms are asked for.
 *
 * @param raised those that were raised, or those that were cleared; empty for both
 */
public record AlarmFilter(Optional<SourceName> source, Optional<Boolean> raised) {}
