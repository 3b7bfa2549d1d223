package dev.backstay.engine.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who runs these tests. */
record LinuxUser(int uid, int gid) {
  static LinuxUser self() {
    try {
      Path process = Path.of("/proc/self");
      return new LinuxUser(
          (int) Files.getAttribute(process, "unix:uid"),
          (int) Files.getAttribute(process, "unix:gid"));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  boolean isRoot() {
    return uid == 0;
  }
}
