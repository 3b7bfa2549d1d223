package dev.backstay.policy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import dev.backstay.contract.policy.SecretReference;
import dev.backstay.contract.policy.SecretReference.SecretFile;
import dev.backstay.contract.policy.SecretReference.Variable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns references into secrets, from one environment and one tree of files. Every failure is
 * {@code SECRET_MISSING} and names the reference, never what was found.
 */
public final class SecretResolver {
  /** Far above any password or private key; a larger file is the wrong file. */
  private static final int MAX_SECRET_BYTES = 64 << 10;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private final Map<String, String> environment;
  private final Path root;

  /**
   * @param root directory that absolute paths of secret files start from; {@code /} for a process
   *     that reads its own
   */
  public SecretResolver(Map<String, String> environment, Path root) {
    this.environment = Map.copyOf(environment);
    this.root = root;
  }

  /** The secret itself, without the line end that editors put behind it. */
  public Secret resolve(SecretReference reference) {
    byte[] bytes =
        switch (reference) {
          case Variable variable -> Secret.of(variable(variable)).bytes();
          case SecretFile file -> withoutLineEnd(contents(file));
        };
    if (bytes.length == 0) {
      throw missing(reference, "is empty", null);
    }
    return Secret.of(bytes);
  }

  private String variable(Variable variable) {
    String value = environment.get(variable.name());
    if (value == null) {
      throw missing(variable, "is not set in the environment", null);
    }
    return value;
  }

  private byte[] contents(SecretFile file) {
    Path path = root.resolve(file.path().getRoot().relativize(file.path()));
    if (!Files.isRegularFile(path)) {
      throw missing(file, Files.exists(path) ? "is not a file" : "does not exist", null);
    }
    try {
      if (isOpenToOthers(path)) {
        throw missing(
            file,
            "may be read by others: run 'chmod 600 %s', or mount the secret with mode 0400"
                .formatted(file.path()),
            null);
      }
      try (InputStream in = Files.newInputStream(path)) {
        byte[] bytes = in.readNBytes(MAX_SECRET_BYTES + 1);
        if (bytes.length > MAX_SECRET_BYTES) {
          throw missing(file, "is longer than 64 KiB, so it is not a secret", null);
        }
        return bytes;
      }
    } catch (IOException e) {
      throw missing(file, "cannot be read by this user", e);
    }
  }

  private static boolean isOpenToOthers(Path path) throws IOException {
    if (!Files.getFileStore(path).supportsFileAttributeView("posix")) {
      return false;
    }
    return !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(path));
  }

  private static byte[] withoutLineEnd(byte[] bytes) {
    int end = bytes.length;
    if (end > 0 && bytes[end - 1] == '\n') {
      end--;
      if (end > 0 && bytes[end - 1] == '\r') {
        end--;
      }
    }
    return Arrays.copyOf(bytes, end);
  }

  private static BackstayException missing(
      SecretReference reference, String what, @Nullable Throwable cause) {
    return new BackstayException(
        ErrorCode.SECRET_MISSING, "the secret " + reference + " " + what, cause);
  }
}
