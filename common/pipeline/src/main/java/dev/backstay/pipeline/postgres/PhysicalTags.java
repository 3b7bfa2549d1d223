package dev.backstay.pipeline.postgres;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.vault.snapshot.Snapshot;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tags by which the snapshot of a physical backup is found and judged without being read.
 *
 * <pre>
 * postgres:physical  system:7301…  version:170011  timeline:1  start:0/2000028  stop:0/2000158
 * started:2026-01-02T03:04:05Z  stopped:2026-01-02T03:04:09Z
 * changed-by:wal-summaries  full-read:2026-01-01T03:00:00Z  checksums:on  server:primary
 * server-started:2026-01-01T01:02:03.456789Z  [damaged]
 * </pre>
 *
 * They stand together, behind those that a person or the platform chose; only there are they
 * believed.
 *
 * @param timeline the one the backup started on
 * @param start from where the log is needed
 * @param stop up to where it is, before the server is consistent
 * @param started when the backup began, by the server's clock
 * @param stopped when it was consistent, by the server's clock: no earlier instant can be restored
 *     from it
 * @param fullRead when everything was read last, by this backup or by one it builds on
 * @param checksums whether the pages in it carry checksums
 * @param standby whether it is that of a standby, or may be
 * @param serverStarted when the server had been started, by its clock, where the backup told it: a
 *     server that says something else was started anew since, or is another one
 * @param damaged whether bad pages are in it
 */
public record PhysicalTags(
    SystemId system,
    int version,
    int timeline,
    Lsn start,
    Lsn stop,
    Instant started,
    Instant stopped,
    ChangedBy changedBy,
    Instant fullRead,
    boolean checksums,
    boolean standby,
    Optional<Instant> serverStarted,
    boolean damaged) {
  /** What every such snapshot bears. */
  public static final String KIND = "postgres:physical";

  /** What one with bad pages bears. */
  public static final String DAMAGED = "damaged";

  private static final String SYSTEM = "system:";
  private static final String VERSION = "version:";
  private static final String TIMELINE = "timeline:";
  private static final String START = "start:";
  private static final String STOP = "stop:";
  private static final String STARTED = "started:";
  private static final String STOPPED = "stopped:";
  private static final String CHANGED_BY = "changed-by:";
  private static final String FULL_READ = "full-read:";
  private static final String CHECKSUMS = "checksums:";
  private static final String SERVER = "server:";
  private static final String SERVER_STARTED = "server-started:";
  private static final String ON = "on";
  private static final String PRIMARY = "primary";
  private static final List<String> OWN =
      List.of(
          "postgres:",
          SYSTEM,
          VERSION,
          TIMELINE,
          START,
          STOP,
          STARTED,
          STOPPED,
          CHANGED_BY,
          FULL_READ,
          CHECKSUMS,
          SERVER,
          SERVER_STARTED);
  private static final int PER_MAJOR = 10_000;

  /** The major version: 17. */
  public int major() {
    return version / PER_MAJOR;
  }

  /** The tags, in the order in which people read them. */
  public List<String> list() {
    List<String> tags = new ArrayList<>();
    tags.add(KIND);
    tags.add(SYSTEM + system);
    tags.add(VERSION + version);
    tags.add(TIMELINE + Integer.toUnsignedString(timeline));
    tags.add(START + start);
    tags.add(STOP + stop);
    tags.add(STARTED + started);
    tags.add(STOPPED + stopped);
    tags.add(CHANGED_BY + changedBy.word());
    tags.add(FULL_READ + fullRead);
    tags.add(CHECKSUMS + (checksums ? ON : "off"));
    tags.add(SERVER + (standby ? "standby" : PRIMARY));
    serverStarted.ifPresent(time -> tags.add(SERVER_STARTED + time));
    if (damaged) {
      tags.add(DAMAGED);
    }
    return List.copyOf(tags);
  }

  /** What the tags of a snapshot say; empty when it is none of a physical backup. */
  public static Optional<PhysicalTags> of(Snapshot snapshot) {
    List<String> all = snapshot.tags();
    int kind = all.lastIndexOf(KIND);
    if (kind < 0) {
      return Optional.empty();
    }
    List<String> tags = all.subList(kind, all.size());
    try {
      return Optional.of(
          new PhysicalTags(
              SystemId.parse(value(tags, SYSTEM)),
              Integer.parseInt(value(tags, VERSION)),
              Integer.parseUnsignedInt(value(tags, TIMELINE)),
              Lsn.parse(value(tags, START)),
              Lsn.parse(value(tags, STOP)),
              Instant.parse(value(tags, STARTED)),
              Instant.parse(value(tags, STOPPED)),
              ChangedBy.of(value(tags, CHANGED_BY)).orElse(ChangedBy.FULL),
              Instant.parse(value(tags, FULL_READ)),
              value(tags, CHECKSUMS).equals(ON),
              !value(tags, SERVER).equals(PRIMARY),
              Optional.of(value(tags, SERVER_STARTED))
                  .filter(time -> !time.isEmpty())
                  .map(Instant::parse),
              tags.contains(DAMAGED)));
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty(); // tags that a person wrote or took away
    }
  }

  /** Whether a tag looks like one of these, so that nobody may choose it. */
  public static boolean isOwn(String tag) {
    return tag.equals(DAMAGED) || OWN.stream().anyMatch(tag::startsWith);
  }

  private static String value(List<String> tags, String prefix) {
    return tags.stream()
        .filter(tag -> tag.startsWith(prefix))
        .map(tag -> tag.substring(prefix.length()))
        .findFirst()
        .orElse("");
  }
}
