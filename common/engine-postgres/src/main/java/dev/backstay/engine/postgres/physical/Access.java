package dev.backstay.engine.postgres.physical;

/** How the files of a cluster are reached. */
public enum Access {
  /** From the disk where this host has the data directory and may read it, else by connections. */
  AUTOMATIC,
  /** By connections, wherever the files are. */
  CONNECTIONS,
  /** From the disk, or not at all. */
  DISK
}
