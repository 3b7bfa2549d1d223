package dev.backstay.contract.files;

import java.util.List;
import java.util.Optional;

/**
 * One entry of a captured directory: everything but its content.
 *
 * @param name its name in the directory
 * @param type what it is
 * @param permissions the twelve Unix permission bits, set-uid, set-gid and sticky among them
 *     ({@code 0} to {@code 07777})
 * @param size bytes of content of a regular file; 0 for everything else
 * @param linkTarget where a symbolic link points; empty for everything else
 * @param deviceNumber major and minor number of a device file as Linux packs them; 0 for everything
 *     else
 * @param attributes extended attributes, in the order of their names
 */
public record FileEntry(
    FileName name,
    FileType type,
    int permissions,
    FileTimes times,
    FileOwner owner,
    FileIdentity identity,
    long size,
    Optional<FileName> linkTarget,
    long deviceNumber,
    List<ExtendedAttribute> attributes) {
  public FileEntry {
    if ((permissions & ~07777) != 0) {
      throw new IllegalArgumentException(
          "permissions beyond 07777: " + Integer.toOctalString(permissions));
    }
    if (size < 0) {
      throw new IllegalArgumentException("negative size: " + size);
    }
    if ((type == FileType.SYMLINK) != linkTarget.isPresent()) {
      throw new IllegalArgumentException("a symbolic link and nothing else has a target: " + name);
    }
    attributes = List.copyOf(attributes);
  }

  /** The same entry with the size that was really read. */
  public FileEntry withSize(long newSize) {
    return new FileEntry(
        name,
        type,
        permissions,
        times,
        owner,
        identity,
        newSize,
        linkTarget,
        deviceNumber,
        attributes);
  }

  /**
   * The same entry with its time of access set to that of its modification: else every read of a
   * file would change its directory.
   */
  public FileEntry withAccessAsModification() {
    return new FileEntry(
        name,
        type,
        permissions,
        new FileTimes(times.modified(), times.modified(), times.changed()),
        owner,
        identity,
        size,
        linkTarget,
        deviceNumber,
        attributes);
  }

  /** The same entry under another name. */
  public FileEntry withName(FileName newName) {
    return new FileEntry(
        newName,
        type,
        permissions,
        times,
        owner,
        identity,
        size,
        linkTarget,
        deviceNumber,
        attributes);
  }
}
