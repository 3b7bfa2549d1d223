package dev.backstay.catalog.query;

import dev.backstay.contract.event.EventType;

/**
 * An event in the order of its arrival.
 *
 * @param sequence grows; numbers are left out, and differ after a rebuild
 * @param subject what it is about: a source, or a destination, or whatever its type says
 * @param json the CloudEvent as it travelled
 */
public record FeedEntry(long sequence, EventType type, String subject, String json) {}
