package dev.backstay.store.sftp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.sftp.client.RawSftpClient;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.Attributes;
import org.apache.sshd.sftp.client.SftpClient.CloseableHandle;
import org.apache.sshd.sftp.client.SftpClient.DirEntry;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/**
 * One authenticated SSH connection with one SFTP channel, and the OpenSSH extensions the store
 * needs. Used by one thread at a time; after a failure that is no answer of the server it is dead.
 */
final class SftpConnection implements AutoCloseable {
  private static final String FSYNC = "fsync@openssh.com";
  private static final String POSIX_RENAME = "posix-rename@openssh.com";
  private static final String HARD_LINK = "hardlink@openssh.com";
  private static final String DISK_SPACE = "statvfs@openssh.com";

  /** The flag of {@code statvfs@openssh.com} for a file system mounted read-only. */
  private static final long READ_ONLY_FLAG = 1;

  private final ClientSession session;
  private final SftpClient client;
  private final Map<String, byte[]> extensions;

  SftpConnection(ClientSession session, SftpClient client) {
    this.session = session;
    this.client = client;
    this.extensions = client.getServerExtensions();
  }

  /** Free bytes for this user on the disk that holds a path, and whether it is read-only. */
  record DiskSpace(long availableBytes, boolean readOnly) {}

  /** The library's client, for everything that is plain SFTP. */
  SftpClient client() {
    return client;
  }

  SftpTransfer transfer() {
    return new SftpTransfer((RawSftpClient) client);
  }

  boolean isOpen() {
    return session.isOpen() && client.isOpen();
  }

  /** What is at a path, links followed; empty when nothing is. */
  Optional<Attributes> find(String path) throws IOException {
    try {
      return Optional.of(client.stat(path));
    } catch (SftpException e) {
      if (e.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** What is in a directory, in the order in which the server tells it. */
  List<DirEntry> entries(String directory) throws IOException {
    List<DirEntry> entries = new ArrayList<>();
    try (CloseableHandle handle = client.openDir(directory)) {
      List<DirEntry> batch = client.readDir(handle);
      while (batch != null) {
        entries.addAll(batch);
        batch = client.readDir(handle);
      }
    }
    return entries;
  }

  /** Forces a file and its newest name to the server's disk, where the server can. */
  void force(CloseableHandle handle) throws IOException {
    if (extensions.containsKey(FSYNC)) {
      Buffer arguments = new ByteArrayBuffer();
      arguments.putBytes(handle.getIdentifier());
      call(FSYNC, arguments);
    }
  }

  /** Gives a file another name atomically, in place of what has that name. */
  void replace(String from, String to) throws IOException {
    requireExtension(POSIX_RENAME);
    call(POSIX_RENAME, paths(from, to));
  }

  /** Gives a file a second name; fails when that name is taken. */
  void link(String existing, String added) throws IOException {
    requireExtension(HARD_LINK);
    call(HARD_LINK, paths(existing, added));
  }

  /** Empty where the server does not tell. */
  Optional<DiskSpace> diskSpace(String path) throws IOException {
    if (!extensions.containsKey(DISK_SPACE)) {
      return Optional.empty();
    }
    Buffer arguments = new ByteArrayBuffer();
    arguments.putString(path);
    Buffer reply = extended(DISK_SPACE, arguments);
    reply.getLong(); // f_bsize
    long unit = reply.getLong();
    reply.getLong(); // f_blocks
    reply.getLong(); // f_bfree
    long available = reply.getLong();
    reply.getLong(); // f_files
    reply.getLong(); // f_ffree
    reply.getLong(); // f_favail
    reply.getLong(); // f_fsid
    long flags = reply.getLong();
    return Optional.of(new DiskSpace(unit * available, (flags & READ_ONLY_FLAG) != 0));
  }

  /** Ends the connection at once; what the server was doing may or may not be done. */
  @Override
  public void close() {
    session.close(true);
  }

  private void requireExtension(String name) throws SftpException {
    if (!extensions.containsKey(name)) {
      throw new SftpException(
          SftpConstants.SSH_FX_OP_UNSUPPORTED, "the server does not offer " + name);
    }
  }

  private static Buffer paths(String first, String second) {
    Buffer arguments = new ByteArrayBuffer();
    arguments.putString(first);
    arguments.putString(second);
    return arguments;
  }

  private void call(String extension, Buffer arguments) throws IOException {
    SftpReply.requireSuccess(send(extension, arguments));
  }

  private Buffer extended(String extension, Buffer arguments) throws IOException {
    return SftpReply.require(send(extension, arguments), SftpConstants.SSH_FXP_EXTENDED_REPLY);
  }

  private Buffer send(String extension, Buffer arguments) throws IOException {
    RawSftpClient raw = (RawSftpClient) client;
    Buffer request = new ByteArrayBuffer();
    request.putString(extension);
    request.putBuffer(arguments);
    return raw.receive(raw.send(SftpConstants.SSH_FXP_EXTENDED, request));
  }
}
