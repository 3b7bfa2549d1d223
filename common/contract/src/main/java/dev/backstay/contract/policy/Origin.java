package dev.backstay.contract.policy;

import dev.backstay.contract.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where a source's data comes from and which part of it is captured. */
public sealed interface Origin {
  SourceKind kind();

  /**
   * File trees of the machine that captures.
   *
   * @param include globs of what is captured; empty for everything
   * @param exclude globs of what is left out, even where included
   * @param oneFileSystem whether to stay on the file system of each path
   */
  record Files(List<Path> paths, List<String> include, List<String> exclude, boolean oneFileSystem)
      implements Origin {
    public Files {
      paths = List.copyOf(paths);
      include = List.copyOf(include);
      exclude = List.copyOf(exclude);
    }

    @Override
    public SourceKind kind() {
      return SourceKind.FILES;
    }
  }

  /**
   * A PostgreSQL cluster.
   *
   * @param url of a connection, with user and password; may name several hosts
   * @param maxRate bytes a second read from it, when limited
   */
  record Postgres(
      SecretReference url, Wal wal, Physical physical, Logical logical, Optional<ByteSize> maxRate)
      implements Origin {
    @Override
    public SourceKind kind() {
      return SourceKind.POSTGRES;
    }

    /**
     * The continuous capture of write-ahead log.
     *
     * @param slot physical replication slot that holds back WAL not yet stored
     * @param confirmedBy number of destinations that must hold WAL before the slot moves on
     * @param synchronous whether commits wait for the capture: nothing committed is ever lost
     */
    public record Wal(boolean captured, String slot, int confirmedBy, boolean synchronous) {}

    /**
     * How its files are backed up.
     *
     * @param connections over which files are read at once
     * @param fullEvery how old the newest full read may be before an incremental backup becomes one
     */
    public record Physical(int connections, Duration fullEvery, Access access) {}

    /** Where the files are read. */
    public enum Access {
      /** From disk where the cluster's directory is on the machine that captures, else by SQL. */
      AUTO,
      /** From disk. */
      LOCAL,
      /** By SQL, over ordinary connections. */
      REMOTE
    }

    /**
     * What logical backups take.
     *
     * @param databases empty for all
     * @param tables patterns {@code schema.table} with {@code *}; empty for all
     * @param globals whether roles and tablespaces are taken too
     */
    public record Logical(List<String> databases, List<String> tables, boolean globals) {
      public Logical {
        databases = List.copyOf(databases);
        tables = List.copyOf(tables);
      }
    }
  }

  /**
   * A Redis or Valkey server, captured by its replication protocol.
   *
   * @param url of a connection, with user and password
   */
  record Redis(SecretReference url) implements Origin {
    @Override
    public SourceKind kind() {
      return SourceKind.REDIS;
    }
  }

  /** An object bucket. */
  record Bucket(S3Bucket bucket) implements Origin {
    @Override
    public SourceKind kind() {
      return SourceKind.BUCKET;
    }
  }
}
