package dev.backstay.engine.postgres.recovery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.SystemId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the control file of a data directory says of the cluster it belongs to.
 *
 * <pre>
 *  0  u64  system identifier
 *  8  u32  version of the file: 1300 for servers 13 to 17, 1800 for 18
 * 12  u32  version of the system catalog
 * 16  u32  state
 * 24  i64  time of the last change
 * 32  u64  position of the last checkpoint
 * 40  u64  where its replay begins
 * 48  u32  timeline
 * </pre>
 *
 * @param timeline of the last checkpoint
 */
public record ControlFile(SystemId system, int timeline) {
  /** Where it lies in a data directory. */
  public static final String PATH = "global/pg_control";

  private static final int READ_BYTES = 52;
  private static final int TIMELINE_OFFSET = 48;

  /** Reads a control file. */
  public static ControlFile read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(READ_BYTES);
      if (bytes.length < READ_BYTES) {
        throw new BackstayException(
            ErrorCode.TARGET_DIFFERENT, file + " is too short for a control file of PostgreSQL");
      }
      ByteBuffer fields = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
      return new ControlFile(new SystemId(fields.getLong(0)), fields.getInt(TIMELINE_OFFSET));
    } catch (IOException e) {
      throw new BackstayException(ErrorCode.TARGET_DIFFERENT, file + " could not be read: " + e, e);
    }
  }
}
