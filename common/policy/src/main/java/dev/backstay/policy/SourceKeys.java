package dev.backstay.policy;

import dev.backstay.contract.ByteSize;
import dev.backstay.contract.policy.Origin;
import dev.backstay.contract.policy.Origin.Postgres.Access;
import dev.backstay.contract.policy.Origin.Postgres.Logical;
import dev.backstay.contract.policy.Origin.Postgres.Physical;
import dev.backstay.contract.policy.Origin.Postgres.Wal;
import dev.backstay.contract.policy.SecretReference;
import dev.backstay.contract.policy.Source;
import dev.backstay.contract.policy.SourceKind;
import dev.backstay.contract.policy.SourceName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;

/** The keys of a source, by its kind; those of its protection follow them. */
final class SourceKeys {
  static final Key<String> KIND =
      Key.of("kind", Forms.choice(kinds()), "What kind of source it is.").asRequired();

  static final Key<List<Path>> PATHS =
      Key.of("paths", Forms.someOf(Forms.path()), "Files and directories to capture.").asRequired();
  static final Key<List<String>> INCLUDE =
      Key.of("include", Forms.listOf(Forms.text()), "Globs of what is captured.")
          .orElse(List.of(), "everything");
  static final Key<List<String>> EXCLUDE =
      Key.of("exclude", Forms.listOf(Forms.text()), "Globs of what is left out, even if included.")
          .orElse(List.of(), "nothing");
  static final Key<Boolean> ONE_FILE_SYSTEM =
      Key.of(
              "one-file-system",
              Forms.flag(),
              "Whether to stay on the file system of each path, leaving out what is mounted below.")
          .orElse("false");

  static final Key<SecretReference> URL =
      Key.of("url", Forms.secret(), "Connection, with user and password.").asRequired();
  static final Key<ByteSize> MAX_RATE =
      Key.of("max-rate", Forms.rate(), "Bytes a second read from the server.")
          .otherwise("no limit");

  static final Key<Boolean> WAL_ENABLED =
      Key.of("enabled", Forms.flag(), "Whether WAL is captured continuously.").orElse("true");
  static final Key<String> SLOT =
      Key.of(
              "slot",
              Forms.text("a slot name", "[a-z0-9_]{1,63}"),
              "Replication slot that holds back WAL until it is stored.")
          .otherwise("`backstay_` and the name of the source, `-` as `_`");
  static final Key<Integer> CONFIRMED_BY =
      Key.of(
              "confirmed-by",
              Forms.count(1, 16),
              "How many destinations must hold WAL before the slot moves on.")
          .orElse("1");
  static final Key<Boolean> SYNCHRONOUS =
      Key.of("synchronous", Forms.flag(), "Whether commits wait for the capture (RPO 0).")
          .orElse("false");
  static final Section<Function<String, Wal>> WAL_SECTION =
      new Section<>(
          "Continuous capture of write-ahead log, by streaming replication.",
          List.of(WAL_ENABLED, SLOT, CONFIRMED_BY, SYNCHRONOUS),
          wal ->
              source ->
                  new Wal(
                      wal.get(WAL_ENABLED),
                      wal.find(SLOT).orElse("backstay_" + source.replace('-', '_')),
                      wal.get(CONFIRMED_BY),
                      wal.get(SYNCHRONOUS)));
  static final Key<Function<String, Wal>> WAL =
      Key.of("wal", WAL_SECTION, "Continuous capture of write-ahead log.")
          .otherwise("its defaults");

  static final Key<Integer> CONNECTIONS =
      Key.of("connections", Forms.count(1, 4), "Over how many connections files are read at once.")
          .orElse("2");
  static final Key<Duration> FULL_EVERY =
      Key.of(
              "full-every",
              Forms.duration(),
              "How old the newest full read may be before an incremental backup reads everything.")
          .orElse("30d");
  static final Key<Access> ACCESS =
      Key.of(
              "access",
              Forms.choice(Access.class),
              "Where files are read: from disk, by SQL, or from disk where that is possible.")
          .orElse("auto");
  static final Key<Physical> PHYSICAL =
      Key.of(
              "physical",
              new Section<>(
                  "How the backups of kinds full and incremental read the cluster's files.",
                  List.of(CONNECTIONS, FULL_EVERY, ACCESS),
                  physical ->
                      new Physical(
                          physical.get(CONNECTIONS),
                          physical.get(FULL_EVERY),
                          physical.get(ACCESS))),
              "How the cluster's files are read.")
          .otherwise("its defaults");

  static final Key<List<String>> DATABASES =
      Key.of("databases", Forms.listOf(Forms.text()), "Databases to dump.")
          .orElse(List.of(), "all");
  static final Key<List<String>> TABLES =
      Key.of(
              "tables",
              Forms.listOf(Forms.text("a table pattern such as public.orders_*", "[^.]+\\.[^.]+")),
              "Tables to dump, as `schema.table` with `*`.")
          .orElse(List.of(), "all");
  static final Key<Boolean> GLOBALS =
      Key.of("globals", Forms.flag(), "Whether roles and tablespaces are dumped too.")
          .orElse("true");
  static final Key<Logical> LOGICAL =
      Key.of(
              "logical",
              new Section<>(
                  "What the backups of kinds logical and schema take.",
                  List.of(DATABASES, TABLES, GLOBALS),
                  logical ->
                      new Logical(
                          logical.get(DATABASES), logical.get(TABLES), logical.get(GLOBALS))),
              "What logical backups take.")
          .otherwise("its defaults");

  static final Variants<Source> SOURCE = new Variants<>(KIND, sections());

  private SourceKeys() {}

  private static SequencedMap<String, String> kinds() {
    SequencedMap<String, String> kinds = new LinkedHashMap<>();
    for (SourceKind kind : SourceKind.values()) {
      kinds.put(Forms.written(kind), Forms.written(kind));
    }
    return kinds;
  }

  private static Map<String, Section<Source>> sections() {
    Map<String, Section<Source>> sections = new LinkedHashMap<>();
    for (SourceKind kind : SourceKind.values()) {
      sections.put(
          Forms.written(kind),
          switch (kind) {
            case FILES ->
                section(
                    kind,
                    "File trees of the machine that captures.",
                    List.of(PATHS, INCLUDE, EXCLUDE, ONE_FILE_SYSTEM),
                    SourceKeys::files);
            case POSTGRES ->
                section(
                    kind,
                    "A PostgreSQL cluster.",
                    List.of(URL, WAL, PHYSICAL, LOGICAL, MAX_RATE),
                    SourceKeys::postgres);
            case REDIS ->
                section(
                    kind,
                    "A Redis or Valkey server.",
                    List.of(URL),
                    source -> new Origin.Redis(source.get(URL)));
            case BUCKET ->
                section(
                    kind,
                    "An object bucket, or a part of one.",
                    BucketKeys.ALL,
                    source -> new Origin.Bucket(BucketKeys.build(source)));
          });
    }
    return sections;
  }

  private static Section<Source> section(
      SourceKind kind, String doc, List<Key<?>> own, Function<Layer<?>, Origin> origin) {
    List<Key<?>> keys = new ArrayList<>();
    keys.add(KIND);
    keys.addAll(own);
    keys.addAll(ProtectionKeys.ALL);
    return new Section<>(
            doc,
            keys,
            source ->
                new Source(
                    new SourceName(source.name()),
                    origin.apply(source),
                    ProtectionKeys.build(source)))
        .within(kind);
  }

  private static Origin files(Layer<?> source) {
    return new Origin.Files(
        source.get(PATHS), source.get(INCLUDE), source.get(EXCLUDE), source.get(ONE_FILE_SYSTEM));
  }

  private static Origin postgres(Layer<?> source) {
    return new Origin.Postgres(
        source.get(URL),
        source.get(WAL).apply(source.name()),
        source.get(PHYSICAL),
        source.get(LOGICAL),
        source.find(MAX_RATE));
  }
}
