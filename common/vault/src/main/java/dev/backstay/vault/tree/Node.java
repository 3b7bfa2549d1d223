package dev.backstay.vault.tree;

import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileType;
import dev.backstay.vault.BlobId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a stored directory: what it is, and the blobs that hold what is in it.
 *
 * @param content the data blobs of a regular file in order, none when it is empty; none for
 *     everything else
 * @param subtree the tree blob of a directory; {@code null} for everything else
 */
public record Node(FileEntry entry, List<BlobId> content, @Nullable BlobId subtree) {
  public Node {
    content = IdList.copyOf(content);
    if (entry.type() != FileType.FILE && !content.isEmpty()) {
      throw new IllegalArgumentException("content in something that is not a regular file");
    }
    if ((entry.type() == FileType.DIRECTORY) != (subtree != null)) {
      throw new IllegalArgumentException("a directory and nothing else has a subtree");
    }
    if (!entry.name().isPlain()) {
      throw new IllegalArgumentException(
          "a name that is not one entry of a directory: \""
              + GoQuote.printable(entry.name())
              + '"');
    }
  }

  /** A regular file. */
  public static Node file(FileEntry entry, List<BlobId> content) {
    return new Node(entry, content, null);
  }

  /** A directory. */
  public static Node directory(FileEntry entry, BlobId subtree) {
    return new Node(entry, IdList.EMPTY, subtree);
  }

  /** A symbolic link, device, pipe or socket. */
  public static Node special(FileEntry entry) {
    return new Node(entry, IdList.EMPTY, null);
  }
}
