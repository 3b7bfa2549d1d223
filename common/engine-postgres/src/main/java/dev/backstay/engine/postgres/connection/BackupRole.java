package dev.backstay.engine.postgres.connection;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The least a role needs to back up a cluster, as a script for the server's administrator. */
public final class BackupRole {
  /** What the script calls it. */
  public static final String NAME = "backstay";

  private BackupRole() {}

  /** The script. */
  public static String script() {
    try (InputStream script =
        Objects.requireNonNull(BackupRole.class.getResourceAsStream("role.sql"))) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new BackstayException(ErrorCode.INTERNAL, "role.sql cannot be read", e);
    }
  }
}
