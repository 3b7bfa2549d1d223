package dev.backstay.cli.place;

import dev.backstay.cli.console.Console;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A kind of secret that is kept in a file: all its bytes, without the line end that editors add.
 * Anything that can be read once will do, a pipe too.
 */
public enum SecretFile {
  /** What opens a vault. */
  PASSWORD("password", ErrorCode.PASSWORD_EMPTY),
  /** What the platform's API knows its callers by. */
  TOKEN("token", ErrorCode.SECRET_MISSING),
  /** Where a PostgreSQL server is, and as whom it is entered. */
  POSTGRES_URL("URL", ErrorCode.SECRET_MISSING);

  /** A password, not the wrong file. */
  private static final int MAX_BYTES = 64 << 10;

  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

  private final String noun;
  private final ErrorCode whenEmpty;

  SecretFile(String noun, ErrorCode whenEmpty) {
    this.noun = noun;
    this.whenEmpty = whenEmpty;
  }

  /** The secret; warns when other users may read the file too. */
  public Secret read(Path file, Console console) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw failure(ErrorCode.SECRET_MISSING, "there is no " + noun + " file " + file, e);
    } catch (AccessDeniedException e) {
      throw failure(
          ErrorCode.SECRET_MISSING, "the " + noun + " file " + file + " may not be read", e);
    } catch (IOException e) {
      throw failure(
          ErrorCode.SECRET_MISSING,
          "the " + noun + " file " + file + " cannot be read: " + e.getMessage(),
          e);
    }
    try {
      int length = withoutLineEnd(bytes);
      if (length == 0) {
        throw failure(whenEmpty, "the " + noun + " file " + file + " is empty", null);
      }
      if (length > MAX_BYTES) {
        throw failure(
            ErrorCode.USAGE, file + " is longer than 64 KiB: it is not a " + noun + " file", null);
      }
      warnIfShared(file, console);
      return Secret.of(Arrays.copyOf(bytes, length));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static int withoutLineEnd(byte[] bytes) {
    int length = bytes.length;
    if (length > 0 && bytes[length - 1] == '\n') {
      length--;
      if (length > 0 && bytes[length - 1] == '\r') {
        length--;
      }
    }
    return length;
  }

  private void warnIfShared(Path file, Console console) {
    try {
      Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
      permissions.addAll(Files.getPosixFilePermissions(file));
      permissions.retainAll(OTHERS);
      if (Files.isRegularFile(file) && !permissions.isEmpty()) {
        console.warn(
            "other users may read the " + noun + " file " + file + "; run chmod 600 on it");
      }
    } catch (IOException | UnsupportedOperationException e) {
      console.warn("nothing is known of who may read the " + noun + " file " + file);
    }
  }

  private static BackstayException failure(
      ErrorCode code, String message, @Nullable Exception cause) {
    return new BackstayException(code, message, cause);
  }
}
