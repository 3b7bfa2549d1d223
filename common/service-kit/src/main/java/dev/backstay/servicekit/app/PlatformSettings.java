package dev.backstay.servicekit.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What every service is configured with; docs/configuration.md explains each. */
@ConfigMapping(prefix = "backstay")
public interface PlatformSettings {
  /** The policy file. */
  Path policy();

  /** Where sealed packs wait: a directory that all dumpers and uploaders share, or a bucket. */
  String staging();

  /** How much may wait there, directories aside. */
  @WithName("staging-limit")
  @WithDefault("20GiB")
  String stagingLimit();

  /** How much of streams may wait there, apart from that; then a server keeps its log itself. */
  @WithName("stream-limit")
  @WithDefault("5GiB")
  String streamLimit();

  /** Where index files are kept between runs; nowhere when not given. */
  Optional<Path> cache();

  /** Where verifiers restore to, for proofs beyond L1. */
  @WithDefault("${java.io.tmpdir}/backstay-scratch")
  Path scratch();

  /** The name of this process among those of its service; made from host and process id. */
  Optional<String> instance();

  /** The name that snapshots are filed under; the host's own when not given. */
  Optional<String> hostname();

  /** The most seconds that work of an instance that died waits before another takes it over. */
  @WithName("takeover-seconds")
  @WithDefault("60")
  @WithConverter(AtLeastOne.class)
  int takeoverSeconds();

  /** Properties of all Kafka clients, as {@code backstay.kafka."security.protocol"}. */
  Map<String, String> kafka();

  Redis redis();

  Dumper dumper();

  Uploader uploader();

  Verifier verifier();

  /** Leases and live progress shared by several processes. */
  interface Redis {
    /** Without it, only one process of each service may run. */
    Optional<String> url();
  }

  /** The dumper. */
  interface Dumper {
    /** Captures at once. */
    @WithDefault("2")
    int slots();

    /** Below which directory dumps of databases pass in plain; under a name nobody foresees. */
    @WithDefault("${java.io.tmpdir}")
    Path spool();
  }

  /** The uploader. */
  interface Uploader {
    /** Seconds between two looks at what a destination lacks. */
    @WithName("upkeep-seconds")
    @WithDefault("15")
    int upkeepSeconds();
  }

  /** The verifier. */
  interface Verifier {
    /** Proofs at once. */
    @WithDefault("2")
    int slots();

    /** Below which it may restore what is asked for; nowhere when not given. */
    @WithName("restore-root")
    Optional<Path> restoreRoot();

    /** Folders of PostgreSQL's server programs, beside those where distributions install them. */
    @WithName("postgres-programs")
    Optional<List<Path>> postgresPrograms();
  }
}
