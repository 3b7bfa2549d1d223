package dev.backstay.vault.tree;

import dev.backstay.contract.files.ExtendedAttribute;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileIdentity;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.contract.files.FileTimes;
import dev.backstay.contract.files.FileType;
import dev.backstay.vault.BlobId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was read of one node so far, each field with the value it has when it is absent. Confined to
 * the decoder.
 */
final class NodeFields {
  @Nullable FileName name;
  @Nullable FileType type;
  long mode;
  Instant modified = GoTime.ZERO;
  Instant accessed = GoTime.ZERO;
  Instant changed = GoTime.ZERO;
  int uid;
  int gid;
  String user = "";
  String group = "";
  long inode;
  long deviceId;
  long size;
  long links;
  FileName linkTarget = FileName.of("");
  @Nullable FileName rawLinkTarget;
  List<ExtendedAttribute> attributes = List.of();
  long device;
  IdList content = IdList.EMPTY;
  @Nullable BlobId subtree;

  /** The node; throws {@link IllegalArgumentException} when the fields do not make one. */
  Node toNode() {
    if (name == null) {
      throw new IllegalArgumentException("a node has no name");
    }
    if (type == null) {
      throw new IllegalArgumentException("a node has no type");
    }
    FileName target = rawLinkTarget != null ? rawLinkTarget : linkTarget;
    FileEntry entry =
        new FileEntry(
            name,
            type,
            GoMode.permissions(mode),
            new FileTimes(modified, accessed, changed),
            new FileOwner(uid, gid, user, group),
            new FileIdentity(deviceId, inode, links),
            size,
            type == FileType.SYMLINK ? Optional.of(target) : Optional.empty(),
            device,
            attributes);
    return new Node(entry, content, subtree);
  }
}
