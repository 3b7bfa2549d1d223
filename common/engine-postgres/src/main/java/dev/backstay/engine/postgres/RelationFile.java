package dev.backstay.engine.postgres;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of a relation, as its place in the data directory names it.
 *
 * <pre>
 *   global/RELATION              shared by all databases
 *   base/DATABASE/RELATION       in the default tablespace
 *   pg_tblspc/TABLESPACE/PG_…/DATABASE/RELATION
 *   RELATION := relation [ "_fsm" | "_vm" | "_init" ] [ "." segment ]
 * </pre>
 *
 * @param tablespace its oid: {@link #DEFAULT}, {@link #GLOBAL} or that of a directory
 * @param database its oid; 0 in {@link #GLOBAL}
 * @param relation its file number, which is not its oid
 * @param segment which piece of 1 GiB
 */
public record RelationFile(long tablespace, long database, long relation, Fork fork, int segment) {
  public static final long DEFAULT = 1663;
  public static final long GLOBAL = 1664;

  /** The streams of a relation. */
  public enum Fork {
    MAIN(""),
    FREE_SPACE("_fsm"),
    VISIBILITY("_vm"),
    INIT("_init");

    private final String suffix;

    Fork(String suffix) {
      this.suffix = suffix;
    }

    /** What its files have behind the relation's number. */
    public String suffix() {
      return suffix;
    }

    static Fork of(String suffix) {
      for (Fork fork : values()) {
        if (fork.suffix.equals(suffix)) {
          return fork;
        }
      }
      throw new IllegalArgumentException(suffix);
    }
  }

  private static final Pattern PATH =
      Pattern.compile(
          "(?:(global)|base/(\\d+)|pg_tblspc/(\\d+)/PG_[^/]+/(\\d+))"
              + "/(\\d+)(_fsm|_vm|_init)?(?:\\.(\\d+))?");

  /** The relation's file at a path of the data directory; empty for every other file. */
  public static Optional<RelationFile> parse(String path) {
    Matcher matcher = PATH.matcher(path);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long tablespace = DEFAULT;
    long database = 0;
    if (matcher.group(1) != null) {
      tablespace = GLOBAL;
    } else if (matcher.group(2) != null) {
      database = Long.parseLong(matcher.group(2));
    } else {
      tablespace = Long.parseLong(matcher.group(3));
      database = Long.parseLong(matcher.group(4));
    }
    String suffix = matcher.group(6);
    String segment = matcher.group(7);
    return Optional.of(
        new RelationFile(
            tablespace,
            database,
            Long.parseLong(matcher.group(5)),
            Fork.of(suffix == null ? "" : suffix),
            segment == null ? 0 : Integer.parseInt(segment)));
  }

  /** The first segment of another fork of the same relation. */
  public RelationFile withFork(Fork other) {
    return new RelationFile(tablespace, database, relation, other, 0);
  }

  /** The same fork's first segment: what all segments of a fork have in common. */
  public RelationFile wholeFork() {
    return new RelationFile(tablespace, database, relation, fork, 0);
  }

  /** For people, without the path's details. */
  @Override
  public String toString() {
    return tablespace
        + "/"
        + database
        + "/"
        + relation
        + fork.suffix()
        + (segment == 0 ? "" : "." + segment);
  }
}
