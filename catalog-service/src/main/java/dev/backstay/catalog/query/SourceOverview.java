package dev.backstay.catalog.query;

import dev.backstay.catalog.projection.SourceRecord;
import dev.backstay.contract.policy.SourceName;
import java.util.Optional;

/**
 * A source, as far as the events tell.
 *
 * @param restorePoint the newest instant that can be restored
 */
public record SourceOverview(
    SourceName source, SourceRecord last, Optional<RestorePoint> restorePoint) {}
