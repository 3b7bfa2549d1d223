package dev.backstay.engine.files;

import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileIdentity;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileTimes;
import dev.backstay.contract.files.FileType;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Describes one file of this host, by one call for its inode and one for its extended attributes.
 * Confined to the capturing thread.
 */
final class EntryReader {
  private static final String INODE =
      "unix:mode,ino,dev,rdev,nlink,uid,gid,ctime,lastModifiedTime,lastAccessTime,size";

  private final SystemCalls calls;
  private final OwnerNames owners = new OwnerNames();

  EntryReader(SystemCalls calls) {
    this.calls = calls;
  }

  /** The entry itself, not what a symbolic link points to. */
  FileEntry read(Path path, FileName name) throws IOException {
    Map<String, Object> inode = Files.readAttributes(path, INODE, LinkOption.NOFOLLOW_LINKS);
    FileMode mode = new FileMode(number(inode, "mode").intValue());
    FileType type =
        mode.type()
            .orElseThrow(() ->
                new FileSystemException(
                    path.toString(), null, "unknown kind of file, mode " + mode.bits()));
    boolean device = type == FileType.BLOCK_DEVICE || type == FileType.CHARACTER_DEVICE;
    return new FileEntry(
        name,
        type,
        mode.permissions(),
        new FileTimes(
            time(inode, "lastModifiedTime"), time(inode, "lastAccessTime"), time(inode, "ctime")),
        owners.of(number(inode, "uid").intValue(), number(inode, "gid").intValue(), path),
        new FileIdentity(
            number(inode, "dev").longValue(),
            number(inode, "ino").longValue(),
            number(inode, "nlink").longValue()),
        type == FileType.FILE ? number(inode, "size").longValue() : 0,
        type == FileType.SYMLINK ? Optional.of(target(path)) : Optional.empty(),
        device ? number(inode, "rdev").longValue() : 0,
        calls.attributes(path, type));
  }

  private static FileName target(Path link) throws IOException {
    return FileName.of(RawPath.bytes(Files.readSymbolicLink(link)));
  }

  private static Number number(Map<String, Object> inode, String attribute) {
    return (Number) Objects.requireNonNull(inode.get(attribute));
  }

  private static Instant time(Map<String, Object> inode, String attribute) {
    return ((FileTime) Objects.requireNonNull(inode.get(attribute))).toInstant();
  }
}
