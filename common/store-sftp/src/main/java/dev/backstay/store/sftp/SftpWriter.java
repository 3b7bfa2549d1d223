package dev.backstay.store.sftp;

import dev.backstay.store.BlobName;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOutcome;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.apache.sshd.sftp.client.SftpClient.Attributes;
import org.apache.sshd.sftp.client.SftpClient.CloseableHandle;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/** Everything that changes the directory on the server. Used by any number of threads. */
final class SftpWriter {
  static final String TEMPORARY_DIRECTORY = ".tmp";

  /** What a put needs beside its bytes: a name and perhaps directories, a few blocks each. */
  static final long METADATA_BYTES = 64 << 10;

  private static final int OBJECT_MODE = 0400;
  private static final int DIRECTORY_MODE = 0700;
  private static final Set<OpenMode> NEW_FILE =
      EnumSet.of(OpenMode.Write, OpenMode.Create, OpenMode.Exclusive);

  private final String root;
  private final SftpFailures failures;
  private final RandomGenerator random;

  SftpWriter(String root, SftpFailures failures, RandomGenerator random) {
    this.root = root;
    this.failures = failures;
    this.random = random;
  }

  /** Makes the root with its missing parents, for its owner only, unless it is there. */
  boolean createRoot(SftpConnection connection) throws IOException {
    makeDirectory(connection, root, true);
    return true;
  }

  PutOutcome put(SftpConnection connection, BlobName name, Payload payload, boolean onlyIfAbsent)
      throws IOException {
    String target = root + "/" + name;
    if (onlyIfAbsent && isFile(connection, target)) {
      vouchFor(connection, target);
      return PutOutcome.EXISTED;
    }
    String temporary = root + "/" + TEMPORARY_DIRECTORY + "/" + unique();
    try (CloseableHandle handle = create(connection, temporary)) {
      connection.client().setStat(handle, mode(OBJECT_MODE));
      connection.transfer().write(handle, payload);
      connection.force(handle);
      PutOutcome outcome = publish(connection, handle, new Names(temporary, target), onlyIfAbsent);
      if (onlyIfAbsent) {
        remove(connection, temporary);
      }
      return outcome;
    } catch (IOException | RuntimeException e) {
      removeAfter(e, connection, temporary);
      throw e;
    }
  }

  /** A temporary file that cannot be removed now is left to the next sweep. */
  private void removeAfter(Exception failure, SftpConnection connection, String temporary) {
    if (connection.isOpen()) {
      try {
        remove(connection, temporary);
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }
  }

  /** Removes a file; whether it was there. */
  boolean remove(SftpConnection connection, String path) throws IOException {
    try {
      connection.client().remove(path);
      return true;
    } catch (SftpException e) {
      if (e.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE) {
        return false;
      }
      throw e;
    }
  }

  private record Names(String temporary, String target) {}

  /** From here on a broken connection leaves open whether the object is stored. */
  private PutOutcome publish(
      SftpConnection connection, CloseableHandle handle, Names names, boolean onlyIfAbsent)
      throws IOException {
    try {
      PutOutcome outcome = onlyIfAbsent ? link(connection, names) : replace(connection, names);
      connection.force(handle);
      return outcome;
    } catch (SftpException e) {
      throw e;
    } catch (IOException e) {
      connection.close();
      throw failures.ambiguous("put of " + names.target, e);
    }
  }

  private PutOutcome replace(SftpConnection connection, Names names) throws IOException {
    inDirectory(connection, names.target, () -> connection.replace(names.temporary, names.target));
    return PutOutcome.STORED;
  }

  private PutOutcome link(SftpConnection connection, Names names) throws IOException {
    try {
      inDirectory(connection, names.target, () -> connection.link(names.temporary, names.target));
      return PutOutcome.STORED;
    } catch (SftpException e) {
      // The server calls a name that is taken merely a failure.
      if (e.getStatus() == SftpConstants.SSH_FX_FAILURE && isFile(connection, names.target)) {
        vouchFor(connection, names.target);
        return PutOutcome.EXISTED;
      }
      throw e;
    }
  }

  /** The winner may not have forced its object yet, and we are about to say that it exists. */
  private static void vouchFor(SftpConnection connection, String path) throws IOException {
    try (CloseableHandle handle = connection.client().open(path, OpenMode.Read)) {
      connection.force(handle);
    }
  }

  private CloseableHandle create(SftpConnection connection, String path) throws IOException {
    try {
      return connection.client().open(path, NEW_FILE);
    } catch (SftpException e) {
      if (e.getStatus() != SftpConstants.SSH_FX_NO_SUCH_FILE) {
        throw e;
      }
      makeDirectory(connection, parentOf(path), false);
      return connection.client().open(path, NEW_FILE);
    }
  }

  /** Something that needs the directory of a path. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  private void inDirectory(SftpConnection connection, String path, Step step) throws IOException {
    try {
      step.run();
    } catch (SftpException e) {
      if (e.getStatus() != SftpConstants.SSH_FX_NO_SUCH_FILE) {
        throw e;
      }
      makeDirectory(connection, parentOf(path), false);
      step.run();
    }
  }

  /** A root that is gone is not made again on the way: its disk may not be mounted. */
  private void makeDirectory(SftpConnection connection, String path, boolean withRoot)
      throws IOException {
    Optional<Attributes> found = connection.find(path);
    if (found.filter(Attributes::isDirectory).isPresent()) {
      return;
    }
    if (!withRoot && path.equals(root)) {
      throw failures.rootMissing();
    }
    if (!path.equals("/")) {
      makeDirectory(connection, parentOf(path), withRoot);
    }
    try {
      connection.client().mkdir(path);
    } catch (SftpException e) {
      if (connection.find(path).filter(Attributes::isDirectory).isPresent()) {
        return;
      }
      throw e;
    }
    connection.client().setStat(path, mode(DIRECTORY_MODE));
  }

  private static boolean isFile(SftpConnection connection, String path) throws IOException {
    return connection.find(path).filter(Attributes::isRegularFile).isPresent();
  }

  private static Attributes mode(int permissions) {
    return new Attributes().perms(permissions);
  }

  private String unique() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static String parentOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }
}
