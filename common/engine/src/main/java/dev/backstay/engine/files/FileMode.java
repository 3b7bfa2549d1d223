package dev.backstay.engine.files;

import dev.backstay.contract.files.FileType;
import java.util.Optional;

/** The mode of an inode as {@code stat} gives it: type and twelve permission bits. */
record FileMode(int bits) {
  private static final int TYPE_MASK = 0170000;
  private static final int PERMISSION_MASK = 07777;

  /** What it is; empty for a kind no file system of this decade makes. */
  Optional<FileType> type() {
    return switch (bits & TYPE_MASK) {
      case 0100000 -> Optional.of(FileType.FILE);
      case 0040000 -> Optional.of(FileType.DIRECTORY);
      case 0120000 -> Optional.of(FileType.SYMLINK);
      case 0060000 -> Optional.of(FileType.BLOCK_DEVICE);
      case 0020000 -> Optional.of(FileType.CHARACTER_DEVICE);
      case 0010000 -> Optional.of(FileType.FIFO);
      case 0140000 -> Optional.of(FileType.SOCKET);
      default -> Optional.empty();
    };
  }

  int permissions() {
    return bits & PERMISSION_MASK;
  }
}
