package dev.backstay.vault.prune;

import dev.backstay.store.Payload;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import dev.backstay.vault.index.IndexFile;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Takes packs out of index files, one file at a time: what takes the place of a file names no pack
 * that the file did not, so it fits wherever the file did.
 */
public final class IndexThinning {
  private IndexThinning() {}

  /** A sealed index file that takes the place of another. Not stored yet. */
  public record Thinned(BlobId id, Payload file) {}

  /**
   * Shows every file that names one of the packs, with what is to take its place: nothing, where no
   * other pack is left in it.
   */
  public static void of(
      Vault vault,
      Collection<BlobId> files,
      Set<BlobId> packs,
      BiConsumer<BlobId, Optional<Thinned>> consumer) {
    VaultObjects objects = vault.objects();
    for (BlobId file : files) {
      List<IndexFile.Pack> contents = contents(objects, file);
      List<IndexFile.Pack> rest =
          contents.stream().filter(pack -> !packs.contains(pack.id())).toList();
      if (rest.size() < contents.size()) {
        consumer.accept(file, rest.isEmpty() ? Optional.empty() : Optional.of(seal(objects, rest)));
      }
    }
  }

  private static Thinned seal(VaultObjects objects, List<IndexFile.Pack> packs) {
    byte[] file = objects.seal(IndexFile.encode(packs));
    return new Thinned(VaultObjects.hash(file), Payload.of(file));
  }

  private static List<IndexFile.Pack> contents(VaultObjects objects, BlobId file) {
    try {
      return IndexFile.decode(objects.read(ObjectKind.INDEX, file));
    } catch (IOException e) {
      throw objects.damaged(ObjectKind.INDEX, file, e.getMessage(), e);
    }
  }
}
