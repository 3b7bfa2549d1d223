package dev.backstay.engine.postgres.physical;

/**
 * A tablespace outside of the data directory.
 *
 * @param location its directory on the server
 */
public record Tablespace(long oid, String name, String location) {}
