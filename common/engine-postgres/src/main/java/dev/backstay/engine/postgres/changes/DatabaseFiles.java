package dev.backstay.engine.postgres.changes;

/** A database's files in one tablespace. */
record DatabaseFiles(int tablespace, int database) {}
