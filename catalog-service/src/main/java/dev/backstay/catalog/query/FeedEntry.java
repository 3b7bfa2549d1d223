package dev.backstay.catalog.query;

/**
 * An event in the order of its arrival.
 *
 * @param sequence grows; numbers are left out, and differ after a rebuild
 * @param json the CloudEvent as it travelled
 */
public record FeedEntry(long sequence, String json) {}
