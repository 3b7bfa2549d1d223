package dev.backstay.vault.tree;

import dev.backstay.contract.files.ExtendedAttribute;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileIdentity;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.contract.files.FileType;
import dev.backstay.vault.BlobId;
import java.util.Base64;
import java.util.List;

/** Writes one node in the field order of restic's own, which is part of the format: ids hash it. */
final class NodeWriter {
  private NodeWriter() {}

  static void write(Node node, JsonBytes out) {
    FileEntry entry = node.entry();
    out.raw("{\"name\":");
    out.string(GoQuote.quote(entry.name().bytes()));
    out.raw(",\"type\":\"");
    out.raw(TypeName.of(entry.type()));
    out.raw('"');
    number(",\"mode\":", GoMode.of(entry.type(), entry.permissions()), out);
    out.raw(",\"mtime\":\"");
    GoTime.write(entry.times().modified(), out);
    out.raw("\",\"atime\":\"");
    GoTime.write(entry.times().accessed(), out);
    out.raw("\",\"ctime\":\"");
    GoTime.write(entry.times().changed(), out);
    out.raw('"');
    owner(entry.owner(), out);
    identity(entry.identity(), entry.size(), out);
    entry.linkTarget().ifPresent(target -> linkTarget(target, out));
    attributes(entry.attributes(), out);
    number(",\"device\":", entry.deviceNumber(), out);
    content(node, out);
    out.raw('}');
  }

  private static void owner(FileOwner owner, JsonBytes out) {
    out.raw(",\"uid\":");
    out.unsigned(Integer.toUnsignedLong(owner.uid()));
    out.raw(",\"gid\":");
    out.unsigned(Integer.toUnsignedLong(owner.gid()));
    text(",\"user\":", owner.user(), out);
    text(",\"group\":", owner.group(), out);
  }

  private static void identity(FileIdentity identity, long size, JsonBytes out) {
    number(",\"inode\":", identity.inode(), out);
    number(",\"device_id\":", identity.deviceId(), out);
    number(",\"size\":", size, out);
    number(",\"links\":", identity.links(), out);
  }

  private static void linkTarget(FileName target, JsonBytes out) {
    byte[] bytes = target.bytes();
    if (bytes.length == 0) {
      return;
    }
    out.raw(",\"linktarget\":");
    out.string(bytes);
    if (!GoUtf8.isValid(bytes)) {
      out.raw(",\"linktarget_raw\":\"");
      out.raw(Base64.getEncoder().encodeToString(bytes));
      out.raw('"');
    }
  }

  private static void attributes(List<ExtendedAttribute> attributes, JsonBytes out) {
    String before = ",\"extended_attributes\":[{\"name\":";
    for (ExtendedAttribute attribute : attributes) {
      out.raw(before);
      out.string(attribute.name());
      out.raw(",\"value\":");
      out.string(attribute.base64Value());
      out.raw('}');
      before = ",{\"name\":";
    }
    if (!attributes.isEmpty()) {
      out.raw(']');
    }
  }

  private static void content(Node node, JsonBytes out) {
    if (node.entry().type() != FileType.FILE) {
      out.raw(",\"content\":null");
    } else {
      out.raw(",\"content\":[");
      List<BlobId> content = node.content();
      for (int i = 0; i < content.size(); i++) {
        if (i > 0) {
          out.raw(',');
        }
        out.id(content.get(i));
      }
      out.raw(']');
    }
    BlobId subtree = node.subtree();
    if (subtree != null) {
      out.raw(",\"subtree\":");
      out.id(subtree);
    }
  }

  private static void number(String before, long value, JsonBytes out) {
    if (value != 0) {
      out.raw(before);
      out.unsigned(value);
    }
  }

  private static void text(String before, String value, JsonBytes out) {
    if (!value.isEmpty()) {
      out.raw(before);
      out.string(value);
    }
  }
}
