package dev.backstay.engine;

import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileIdentity;
import dev.backstay.contract.files.FileType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The files of one tree that have several names, by their identity. Confined to the thread that
 * walks the tree; an identity is forgotten when its last name was seen, so only open sets of names
 * cost memory.
 */
public final class LinkedFiles {
  private record Key(long deviceId, long inode) {}

  private static final class Names {
    final EntryPath first;
    long left;

    Names(EntryPath first, long left) {
      this.first = first;
      this.left = left;
    }
  }

  private final Map<Key, Names> open = new HashMap<>();

  /**
   * Notes one more name of a file.
   *
   * @return the path under which the same file was seen first; empty when this is it, or when the
   *     file has one name only
   */
  public Optional<EntryPath> firstNameOf(EntryPath path, FileEntry entry) {
    FileIdentity identity = entry.identity();
    if (entry.type() != FileType.FILE || identity.links() < 2 || identity.inode() == 0) {
      return Optional.empty();
    }
    Key key = new Key(identity.deviceId(), identity.inode());
    Names names = open.get(key);
    if (names == null) {
      open.put(key, new Names(path, identity.links() - 1));
      return Optional.empty();
    }
    if (--names.left == 0) {
      open.remove(key);
    }
    return Optional.of(names.first);
  }
}
