package dev.backstay.vault.tree;

import dev.backstay.contract.files.FileType;
import java.util.Optional;

/** The words restic has for what an entry is; fixed for ever. */
final class TypeName {
  private TypeName() {}

  static String of(FileType type) {
    return switch (type) {
      case FILE -> "file";
      case DIRECTORY -> "dir";
      case SYMLINK -> "symlink";
      case BLOCK_DEVICE -> "dev";
      case CHARACTER_DEVICE -> "chardev";
      case FIFO -> "fifo";
      case SOCKET -> "socket";
    };
  }

  static Optional<FileType> parse(String name) {
    return switch (name) {
      case "file" -> Optional.of(FileType.FILE);
      case "dir" -> Optional.of(FileType.DIRECTORY);
      case "symlink" -> Optional.of(FileType.SYMLINK);
      case "dev" -> Optional.of(FileType.BLOCK_DEVICE);
      case "chardev" -> Optional.of(FileType.CHARACTER_DEVICE);
      case "fifo" -> Optional.of(FileType.FIFO);
      case "socket" -> Optional.of(FileType.SOCKET);
      default -> Optional.empty();
    };
  }
}
