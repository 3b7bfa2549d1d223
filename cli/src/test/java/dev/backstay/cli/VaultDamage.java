package dev.backstay.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/** Ways in which a vault in a directory comes to harm. */
final class VaultDamage {
  private VaultDamage() {}

  /** The largest pack: the one with data, where there is any. */
  static Path anyPack(Path vault) throws IOException {
    try (Stream<Path> files = Files.walk(vault.resolve("data"))) {
      return files
          .filter(Files::isRegularFile)
          .max(Comparator.comparingLong(VaultDamage::size))
          .orElseThrow();
    }
  }

  static void truncate(Path object) throws IOException {
    Files.setPosixFilePermissions(object, PosixFilePermissions.fromString("rw-------"));
    try (FileChannel file = FileChannel.open(object, StandardOpenOption.WRITE)) {
      file.truncate(file.size() / 2);
    }
  }

  static void removeAll(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
