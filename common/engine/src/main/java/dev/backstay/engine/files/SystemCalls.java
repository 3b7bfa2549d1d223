package dev.backstay.engine.files;

import dev.backstay.contract.files.ExtendedAttribute;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * What the JDK's file API offers in part only. Calls concern the entry itself, never what a
 * symbolic link points to, except where they say so. Failures are {@link
 * java.nio.file.FileSystemException}s as the JDK's own. Any thread may call.
 */
interface SystemCalls {
  /** All extended attributes this user may read, in the order of their names. */
  List<ExtendedAttribute> attributes(Path path, FileType type) throws IOException;

  void setAttribute(Path path, ExtendedAttribute attribute) throws IOException;

  void setOwner(Path path, int uid, int gid) throws IOException;

  /** Sets the twelve permission bits of an entry that is known not to be a symbolic link. */
  void setPermissions(Path path, int permissions) throws IOException;

  void setTimes(Path path, Instant accessed, Instant modified) throws IOException;

  /** Makes a FIFO or a device file, readable by its owner only. */
  void makeSpecial(Path path, FileType type, long deviceNumber) throws IOException;

  /** Makes a symbolic link with exactly these bytes as its target. */
  void makeSymlink(Path path, FileName target) throws IOException;

  /** Gives a regular file this greater length, without writing the bytes between. */
  void extend(Path file, long length) throws IOException;

  /**
   * Sets the blocks of a new, empty file aside, which then has this length. Whether the file system
   * did; else the file is empty still, and all works without.
   */
  boolean reserve(Path file, long length);

  /**
   * Gives blocks back that were set aside. Whether the file system did; else they only take space,
   * for the part reads as zeros either way.
   */
  boolean giveBack(Path file, long offset, long length);

  /** Waits until everything written to the file system of this directory is on its disk. */
  void settle(Path directory) throws IOException;

  /** Whether this process may give files to other users and set privileged attributes. */
  boolean isPrivileged();

  /** The richest calls this host offers. */
  static SystemCalls ofThisHost() {
    return LinuxCalls.areThere() ? new LinuxCalls() : new PortableCalls();
  }
}
