package dev.backstay.catalog.query;

import dev.backstay.catalog.projection.SourceRecord;
import dev.backstay.contract.policy.SourceName;

/** A source, as far as the events tell. */
public record SourceOverview(SourceName source, SourceRecord last) {}
