package dev.backstay.engine.files;

import dev.backstay.contract.files.ExtendedAttribute;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileIdentity;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.contract.files.FileTimes;
import dev.backstay.contract.files.FileType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Entries as a vault might describe them. */
final class Entries {
  static final Instant TIME = Instant.ofEpochSecond(1_700_000_000, 123_456_789);

  private Entries() {}

  static FileEntry file(long size) {
    return entry(FileType.FILE, 0640, size, Optional.empty());
  }

  static FileEntry file(long size, List<ExtendedAttribute> attributes) {
    FileEntry plain = file(size);
    return new FileEntry(
        plain.name(),
        plain.type(),
        plain.permissions(),
        plain.times(),
        plain.owner(),
        plain.identity(),
        size,
        plain.linkTarget(),
        plain.deviceNumber(),
        attributes);
  }

  static FileEntry directory(int permissions) {
    return entry(FileType.DIRECTORY, permissions, 0, Optional.empty());
  }

  static FileEntry symlink(String target) {
    return entry(FileType.SYMLINK, 0777, 0, Optional.of(FileName.of(target)));
  }

  static FileEntry special(FileType type) {
    return entry(type, 0600, 0, Optional.empty());
  }

  private static FileEntry entry(
      FileType type, int permissions, long size, Optional<FileName> target) {
    LinuxUser self = LinuxUser.self();
    return new FileEntry(
        FileName.of("unused"),
        type,
        permissions,
        new FileTimes(TIME, TIME, TIME),
        new FileOwner(self.uid(), self.gid(), "", ""),
        new FileIdentity(0, 0, 1),
        size,
        target,
        0,
        List.of());
  }
}
