package dev.backstay.vault.copy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import dev.backstay.vault.crypt.SealException;
import dev.backstay.vault.key.VaultConfig;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.work.Workbench;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether a store holds a replica of a vault, told from the bytes alone. */
public final class ReplicaIdentity {
  private static final List<ObjectKind> NAMED_BY_CONTENT =
      List.of(ObjectKind.KEY, ObjectKind.INDEX, ObjectKind.SNAPSHOT, ObjectKind.PACK);

  private final Vault vault;

  public ReplicaIdentity(Vault vault) {
    this.vault = vault;
  }

  /** What a config's bytes say. */
  public enum Verdict {
    SAME,
    OTHER,
    /** It does not open with this vault's key: it is damaged, or another vault's. */
    SEALED
  }

  /** Judges the bytes of a config. */
  public Verdict judge(byte[] config) {
    try (Workbench bench = vault.bench()) {
      VaultConfig decoded = VaultConfig.decode(bench.envelope().open(config));
      return decoded.id().equals(vault.id()) ? Verdict.SAME : Verdict.OTHER;
    } catch (SealException | IOException e) {
      return Verdict.SEALED;
    }
  }

  /** The config in a store, if there is one. */
  public Optional<byte[]> configAt(BlobStore store) {
    try {
      return Optional.of(store.read(ObjectKind.CONFIG.name(vault.id())));
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.OBJECT_MISSING) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Whether a store whose config does not tell shares an object with the vault: names are hashes of
   * sealed bytes, so no other vault has one of them. A store without any object shares what there
   * is.
   */
  public boolean sharesObjects(BlobStore store) {
    boolean empty = true;
    for (ObjectKind kind : NAMED_BY_CONTENT) {
      Set<BlobName> names = names(store, kind);
      empty &= names.isEmpty();
      names.retainAll(names(vault.store(), kind));
      if (!names.isEmpty()) {
        return true;
      }
    }
    return empty;
  }

  /** Fails with {@code VAULT_DIFFERENT}. */
  public BackstayException refusal(BlobStore store) {
    return new BackstayException(
        ErrorCode.VAULT_DIFFERENT,
        "%s holds another vault than %s (%s)"
            .formatted(store.location(), vault.store().location(), vault.id().shortHex()));
  }

  private static Set<BlobName> names(BlobStore store, ObjectKind kind) {
    Set<BlobName> names = new HashSet<>();
    store.list(
        kind.folder(),
        stat -> {
          Optional<BlobId> id = kind.idOf(stat.name());
          if (id.isPresent()) {
            names.add(stat.name());
          }
        });
    return names;
  }
}
