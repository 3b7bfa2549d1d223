package dev.backstay.vault.session;

import dev.backstay.vault.BlobId;
import dev.backstay.vault.index.IndexFile;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Takes packs out of the index: files that name one of them are written anew without, and the old
 * ones are deleted once the new ones are stored. The caller holds an exclusive lock.
 */
public final class IndexRewriter {
  private final VaultObjects objects;
  private final List<BlobId> outdated = new ArrayList<>();

  public IndexRewriter(VaultObjects objects) {
    this.objects = objects;
  }

  /** Stores new index files for those of {@code files} that name one of the packs. */
  public void writeWithout(Set<BlobId> packs, Collection<BlobId> files) {
    var writer = new IndexWriter(objects);
    for (BlobId file : files) {
      List<IndexFile.Pack> contents = contents(file);
      if (contents.stream().anyMatch(pack -> packs.contains(pack.id()))) {
        outdated.add(file);
        contents.stream()
            .filter(pack -> !packs.contains(pack.id()))
            .forEach(pack -> writer.add(pack.id(), pack.blobs()));
      }
    }
    writer.flush();
  }

  private List<IndexFile.Pack> contents(BlobId file) {
    try {
      return IndexFile.decode(objects.read(ObjectKind.INDEX, file));
    } catch (IOException e) {
      throw objects.damaged(ObjectKind.INDEX, file, e.getMessage(), e);
    }
  }

  /** Deletes the files whose place new ones have taken; how many. */
  public int deleteOutdated() {
    outdated.forEach(file -> objects.delete(ObjectKind.INDEX, file));
    return outdated.size();
  }
}
