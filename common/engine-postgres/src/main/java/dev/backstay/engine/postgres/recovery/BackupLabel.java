package dev.backstay.engine.postgres.recovery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.Lsn;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code backup_label} says: where the replay of a base backup starts. The server writes it,
 * one {@code NAME: value} a line, when the backup stops.
 *
 * @param start the redo position replay begins with
 * @param startSegment the name of the WAL file that holds it
 * @param checkpoint the position of the checkpoint record
 * @param fromStandby whether a standby was backed up
 * @param startTime the server's clock when the backup started, as it printed it
 * @param label the name the backup was given
 * @param timeline the timeline the backup started on
 */
public record BackupLabel(
    Lsn start,
    String startSegment,
    Lsn checkpoint,
    boolean fromStandby,
    String startTime,
    String label,
    int timeline) {
  public static final String FILE_NAME = "backup_label";

  private static final Pattern START =
      Pattern.compile("([0-9A-F]{1,8}/[0-9A-F]{1,8}) \\(file ([0-9A-F]{24})\\)");
  private static final Pattern LINE = Pattern.compile("([A-Z ]+): (.*)");

  /** Reads the file's text. */
  public static BackupLabel parse(String text) {
    Map<String, String> lines = new HashMap<>();
    text.lines()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .forEach(line -> lines.put(line.group(1), line.group(2)));
    Matcher start = START.matcher(needed(lines, "START WAL LOCATION"));
    if (!start.matches()) {
      throw broken("its start is '" + needed(lines, "START WAL LOCATION") + "'");
    }
    return new BackupLabel(
        Lsn.parse(start.group(1)),
        start.group(2),
        Lsn.parse(needed(lines, "CHECKPOINT LOCATION")),
        needed(lines, "BACKUP FROM").equals("standby"),
        needed(lines, "START TIME"),
        needed(lines, "LABEL"),
        timeline(needed(lines, "START TIMELINE")));
  }

  private static int timeline(String text) {
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      throw broken("its timeline is '" + text + "'");
    }
  }

  private static String needed(Map<String, String> lines, String name) {
    String value = lines.get(name);
    if (value == null) {
      throw broken("it lacks " + name);
    }
    return value;
  }

  private static BackstayException broken(String how) {
    return new BackstayException(
        ErrorCode.WAL_BROKEN, "the backup label is not one that PostgreSQL writes: " + how);
  }
}
