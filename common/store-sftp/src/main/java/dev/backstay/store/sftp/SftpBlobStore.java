package dev.backstay.store.sftp;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStat;
import dev.backstay.store.BlobStore;
import dev.backstay.store.ByteRange;
import dev.backstay.store.Interruption;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.store.PutOutcome;
import dev.backstay.store.UnfinishedName;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.apache.sshd.sftp.client.SftpClient.Attributes;
import org.apache.sshd.sftp.client.SftpClient.CloseableHandle;
import org.apache.sshd.sftp.client.SftpClient.DirEntry;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/**
 * A store in a directory of an SSH server, laid out as {@link dev.backstay.store.LocalBlobStore}
 * lays out a local one, so that either can open what the other wrote, and stock restic too.
 *
 * <p>A put writes {@code .tmp/<random>}, has the server force it to disk ({@code
 * fsync@openssh.com}), gives it its name ({@code posix-rename@openssh.com}, or {@code
 * hardlink@openssh.com} where only an absent name may be taken) and forces it once more, which on
 * the usual journaling file systems makes the name durable too: SFTP cannot force a directory. A
 * server without these extensions keeps what it can; one that cannot replace or link atomically is
 * refused.
 */
public final class SftpBlobStore implements BlobStore {
  private final SftpLocation location;
  private final SftpConnectionPool pool;
  private final SftpFailures failures;
  private final SftpWriter writer;

  private SftpBlobStore(
      SftpLocation location, SftpCredentials credentials, RandomGenerator random) {
    this.location = location;
    this.pool = new SftpConnectionPool(new SshConnector(location, credentials));
    this.failures = new SftpFailures(location);
    this.writer = new SftpWriter(location.path(), failures, random);
  }

  /** The store in a directory that is made, with its missing parents, unless it is there. */
  public static SftpBlobStore create(SftpLocation location, SftpCredentials credentials) {
    return opened(
        location,
        credentials,
        store -> store.call("creation of " + location, 1, store.writer::createRoot));
  }

  /** The store in a directory that must be there; it may be read-only. */
  public static SftpBlobStore open(SftpLocation location, SftpCredentials credentials) {
    return opened(
        location, credentials, store -> store.call("opening of " + location, 0, store::findRoot));
  }

  @Override
  public String location() {
    return location.toString();
  }

  @Override
  public PutOutcome put(BlobName name, Payload payload, PutOptions options) {
    if (options.retainUntil().isPresent()) {
      throw new BackstayException(
          ErrorCode.STORE_FAILED,
          "SFTP cannot retain " + name + " against deletion, so it was not stored");
    }
    return call(
        "put of " + name,
        payload.size() + SftpWriter.METADATA_BYTES,
        connection -> writer.put(connection, name, payload, options.onlyIfAbsent()));
  }

  @Override
  public byte[] read(BlobName name) {
    return call("read of " + name, 0, connection -> readFile(connection, name, Optional.empty()));
  }

  @Override
  public byte[] read(BlobName name, long offset, int length) {
    Optional<ByteRange> range = Optional.of(new ByteRange(offset, length));
    return call("read of " + name, 0, connection -> readFile(connection, name, range));
  }

  @Override
  public Optional<BlobStat> stat(BlobName name) {
    return call(
        "stat of " + name,
        0,
        connection -> {
          Optional<Attributes> found = connection.find(path(name.value()));
          if (found.isEmpty()) {
            findRoot(connection);
          }
          return found.filter(Attributes::isRegularFile).map(file -> stat(name, file));
        });
  }

  /** Each directory is read before its entries are shown, so that the consumer may call back. */
  @Override
  public void list(String prefix, Consumer<BlobStat> consumer) {
    if (prefix.isEmpty() || BlobName.isValid(prefix)) {
      new SftpListing(this, prefix)
          .walk((name, attributes) -> {
            if (!UnfinishedName.matches(BlobName.of(name).lastSegment())) {
              consumer.accept(stat(BlobName.of(name), attributes));
            }
          });
    }
  }

  @Override
  public boolean delete(BlobName name) {
    return call(
        "delete of " + name,
        1,
        connection -> {
          if (!isFile(connection, name)) {
            findRoot(connection);
            return false;
          }
          return writer.remove(connection, path(name.value()));
        });
  }

  @Override
  public int sweep(Instant olderThan) {
    int swept = 0;
    List<String> leftovers = new ArrayList<>();
    for (DirEntry entry : directory(SftpWriter.TEMPORARY_DIRECTORY)) {
      if (entry.getAttributes().isRegularFile() && isOlder(entry.getAttributes(), olderThan)) {
        leftovers.add(SftpWriter.TEMPORARY_DIRECTORY + "/" + entry.getFilename());
      }
    }
    new SftpListing(this, "")
        .walk((name, attributes) -> {
          if (UnfinishedName.matches(BlobName.of(name).lastSegment())
              && isOlder(attributes, olderThan)) {
            leftovers.add(name);
          }
        });
    for (String leftover : leftovers) {
      boolean removed =
          call("sweep of " + location, 1, connection -> writer.remove(connection, path(leftover)));
      swept += removed ? 1 : 0;
    }
    return swept;
  }

  @Override
  public void close() {
    pool.close();
  }

  /** The entries of a directory below the root; none when it is not there, but the root is. */
  List<DirEntry> directory(String relative) {
    String directory = relative.isEmpty() ? location.path() : path(relative);
    return call(
        "list of " + location + (relative.isEmpty() ? "" : "/" + relative),
        0,
        connection -> {
          try {
            return connection.entries(directory);
          } catch (SftpException e) {
            if (e.getStatus() != SftpConstants.SSH_FX_NO_SUCH_FILE) {
              throw e;
            }
            findRoot(connection);
            return List.of();
          }
        });
  }

  /** What a link below the root leads to; empty when it leads nowhere. */
  Optional<Attributes> follow(String relative) {
    return call("list of " + location, 0, connection -> connection.find(path(relative)));
  }

  private byte[] readFile(SftpConnection connection, BlobName name, Optional<ByteRange> wanted)
      throws IOException {
    try (CloseableHandle handle = connection.client().open(path(name.value()), OpenMode.Read)) {
      Attributes attributes = connection.client().stat(handle);
      if (!attributes.isRegularFile()) {
        throw missing(name);
      }
      long size = attributes.getSize();
      ByteRange range = wanted.orElseGet(() -> whole(name, size));
      range.requireWithin(name, size);
      byte[] bytes = new byte[range.length()];
      connection.transfer().read(handle, range, bytes);
      return bytes;
    } catch (SftpException e) {
      if (e.getStatus() == SftpConstants.SSH_FX_EOF) {
        throw new BackstayException(
            ErrorCode.OBJECT_CORRUPT, name + " was cut short while it was read", e);
      }
      if (e.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE) {
        findRoot(connection);
        throw missing(name);
      }
      throw e;
    }
  }

  private static ByteRange whole(BlobName name, long size) {
    if (size > MAX_OBJECT_BYTES) {
      throw new BackstayException(
          ErrorCode.OBJECT_CORRUPT,
          name + " has " + size + " bytes, more than any object Backstay reads or writes");
    }
    return new ByteRange(0, (int) size);
  }

  private BackstayException missing(BlobName name) {
    return new BackstayException(ErrorCode.OBJECT_MISSING, name + " is not in " + location);
  }

  /** Fails unless the root is a directory, so that a disk that is not mounted never looks empty. */
  private boolean findRoot(SftpConnection connection) throws IOException {
    if (connection.find(location.path()).filter(Attributes::isDirectory).isEmpty()) {
      throw failures.rootMissing();
    }
    return true;
  }

  private boolean isFile(SftpConnection connection, BlobName name) throws IOException {
    return connection.find(path(name.value())).filter(Attributes::isRegularFile).isPresent();
  }

  private String path(String relative) {
    return location.path() + "/" + relative;
  }

  private static boolean isOlder(Attributes attributes, Instant than) {
    return attributes.getModifyTime().toInstant().isBefore(than);
  }

  private static BlobStat stat(BlobName name, Attributes attributes) {
    return new BlobStat(name, attributes.getSize(), attributes.getModifyTime().toInstant());
  }

  /** What one call does with a connection. */
  @FunctionalInterface
  private interface Action<T> {
    T run(SftpConnection connection) throws IOException;
  }

  private <T> T call(String call, long neededBytes, Action<T> action) {
    Interruption.check(call);
    SftpConnection connection = pool.borrow(call);
    try {
      try {
        return action.run(connection);
      } catch (SftpException e) {
        throw failures.refused(connection, call, neededBytes, e);
      }
    } catch (IOException e) {
      // Answers may still be under way, so nobody may use this connection again.
      connection.close();
      throw failures.broken(call, e);
    } finally {
      pool.release(connection);
    }
  }

  private static SftpBlobStore opened(
      SftpLocation location, SftpCredentials credentials, Consumer<SftpBlobStore> check) {
    SftpBlobStore store = new SftpBlobStore(location, credentials, new SecureRandom());
    boolean usable = false;
    try {
      check.accept(store);
      usable = true;
      return store;
    } finally {
      if (!usable) {
        store.close();
      }
    }
  }
}
