package dev.backstay.store.sftp;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobName;
import dev.backstay.store.Interruption;
import java.util.Optional;
import org.apache.sshd.sftp.client.SftpClient.Attributes;
import org.apache.sshd.sftp.client.SftpClient.DirEntry;

/**
 * One walk over the files of a store, directory by directory. What carries no object's name is
 * passed over unseen; symbolic links are followed.
 */
final class SftpListing {
  /** Deeper nesting is taken for a loop of symbolic links. A vault is three deep. */
  private static final int MAX_DEPTH = 32;

  private final SftpBlobStore store;
  private final String prefix;

  SftpListing(SftpBlobStore store, String prefix) {
    this.store = store;
    this.prefix = prefix;
  }

  /** Sees one file by its name below the root. */
  interface FileVisitor {
    void visit(String name, Attributes attributes);
  }

  void walk(FileVisitor visitor) {
    if (!prefix.isEmpty() && store.follow(prefix).filter(Attributes::isRegularFile).isPresent()) {
      return;
    }
    walk(prefix, 0, visitor);
  }

  private void walk(String directory, int depth, FileVisitor visitor) {
    if (depth > MAX_DEPTH) {
      throw new BackstayException(
          ErrorCode.STORE_FAILED,
          directory + " is nested too deep; is there a loop of symbolic links?");
    }
    for (DirEntry entry : store.directory(directory)) {
      Interruption.check("list of " + store.location());
      if (BlobName.isValid(entry.getFilename())) {
        String name =
            directory.isEmpty() ? entry.getFilename() : directory + "/" + entry.getFilename();
        visit(name, entry.getAttributes(), depth, visitor);
      }
    }
  }

  private void visit(String name, Attributes listed, int depth, FileVisitor visitor) {
    Optional<Attributes> attributes =
        listed.isSymbolicLink() ? store.follow(name) : Optional.of(listed);
    if (attributes.filter(Attributes::isDirectory).isPresent()) {
      walk(name, depth + 1, visitor);
    } else {
      attributes.filter(Attributes::isRegularFile).ifPresent(file -> visitor.visit(name, file));
    }
  }
}
