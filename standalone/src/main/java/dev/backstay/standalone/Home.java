package dev.backstay.standalone;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/**
 * The directory of everything one process keeps, held by this process alone until it is closed.
 *
 * <pre>
 * backstay.yaml     the policy, unless another is named
 * vault-password    made with the first policy; whoever has it and a destination can recover
 * staging/          sealed packs until every destination has them
 * spool/            dumps of databases pass through it
 * kafka/  postgres/ the embedded servers
 * lock              held by the running process
 * </pre>
 */
final class Home implements AutoCloseable {
  /** Of a password nobody types: 256 bits. */
  private static final int PASSWORD_BYTES = 32;

  private static final FileAttribute<Set<PosixFilePermission>> OWN_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWN_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path root;
  private final FileChannel lockFile;

  private Home(Path root, FileChannel lockFile) {
    this.root = root;
    this.lockFile = lockFile;
  }

  /** Makes the directory when it is new, and takes it. */
  static Home take(Path root) {
    try {
      if (!Files.isDirectory(root)) {
        Files.createDirectories(root.toAbsolutePath().getParent());
        Files.createDirectory(root, OWN_DIRECTORY);
      }
      FileChannel file =
          FileChannel.open(
              root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(file) == null) {
        file.close();
        throw new BackstayException(
            ErrorCode.START_FAILED,
            "another process has %s; use the platform that runs already, or another --home"
                .formatted(root));
      }
      return new Home(root, file);
    } catch (IOException e) {
      throw unusable(root, e);
    }
  }

  @SuppressWarnings("resource") // the lock ends with its channel
  private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel file)
      throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  Path kafka() {
    return root.resolve("kafka");
  }

  Path postgres() {
    return root.resolve("postgres");
  }

  Path staging() {
    return root.resolve("staging");
  }

  Path cache() {
    return root.resolve("cache");
  }

  Path spool() {
    return root.resolve("spool");
  }

  Path policy() {
    return root.resolve("backstay.yaml");
  }

  /**
   * Writes a policy to begin with, and the vault's password, unless there is one; whether it did.
   */
  boolean writeFirstPolicy(SecureRandom random) {
    if (Files.exists(policy())) {
      return false;
    }
    try {
      Path password = root.resolve("vault-password");
      if (!Files.exists(password)) {
        byte[] bytes = new byte[PASSWORD_BYTES];
        random.nextBytes(bytes);
        write(password, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n");
      }
      write(policy(), FirstPolicy.text(root, password));
      return true;
    } catch (IOException e) {
      throw unusable(root, e);
    }
  }

  /** Whole and durable, or not at all: a vault may be sealed with it a moment later. */
  private void write(Path file, String text) throws IOException {
    Path unfinished = root.resolve(file.getFileName() + ".new");
    Files.deleteIfExists(unfinished);
    Files.createFile(unfinished, OWN_FILE);
    try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel directory = FileChannel.open(root, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private static BackstayException unusable(Path root, IOException cause) {
    return new BackstayException(
        ErrorCode.START_FAILED,
        "the directory %s cannot be used: %s".formatted(root, cause.getMessage()),
        cause);
  }

  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw unusable(root, e);
    }
  }
}
