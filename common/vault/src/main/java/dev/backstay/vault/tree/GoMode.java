package dev.backstay.vault.tree;

import dev.backstay.contract.files.FileType;

/**
 * Type and permissions as the bits of Go's {@code os.FileMode}: the nine lowest as Unix has them,
 * the others at Go's own places.
 */
final class GoMode {
  private static final long DIRECTORY = 1L << 31;
  private static final long SYMLINK = 1L << 27;
  private static final long DEVICE = 1L << 26;
  private static final long NAMED_PIPE = 1L << 25;
  private static final long SOCKET = 1L << 24;
  private static final long SET_UID = 1L << 23;
  private static final long SET_GID = 1L << 22;
  private static final long CHARACTER_DEVICE = 1L << 21;
  private static final long STICKY = 1L << 20;

  private static final int UNIX_SET_UID = 04000;
  private static final int UNIX_SET_GID = 02000;
  private static final int UNIX_STICKY = 01000;
  private static final int UNIX_PERMISSIONS = 0777;

  private GoMode() {}

  static long of(FileType type, int permissions) {
    long mode =
        switch (type) {
          case FILE -> 0;
          case DIRECTORY -> DIRECTORY;
          case SYMLINK -> SYMLINK;
          case BLOCK_DEVICE -> DEVICE;
          case CHARACTER_DEVICE -> DEVICE | CHARACTER_DEVICE;
          case FIFO -> NAMED_PIPE;
          case SOCKET -> SOCKET;
        };
    mode |= permissions & UNIX_PERMISSIONS;
    mode |= (permissions & UNIX_SET_UID) != 0 ? SET_UID : 0;
    mode |= (permissions & UNIX_SET_GID) != 0 ? SET_GID : 0;
    mode |= (permissions & UNIX_STICKY) != 0 ? STICKY : 0;
    return mode;
  }

  /** The twelve Unix permission bits; what an entry is, its type says. */
  static int permissions(long mode) {
    int permissions = (int) mode & UNIX_PERMISSIONS;
    permissions |= (mode & SET_UID) != 0 ? UNIX_SET_UID : 0;
    permissions |= (mode & SET_GID) != 0 ? UNIX_SET_GID : 0;
    permissions |= (mode & STICKY) != 0 ? UNIX_STICKY : 0;
    return permissions;
  }
}
