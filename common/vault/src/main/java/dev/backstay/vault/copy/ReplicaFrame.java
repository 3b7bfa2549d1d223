package dev.backstay.vault.copy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStat;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.store.PutOutcome;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What makes a store a replica of a vault before it holds any backup: key files, then the config,
 * then the escrowed password. Confined to one thread.
 */
public final class ReplicaFrame {
  /** Where the sealed password of a vault lies: not named by its bytes, so compared by them. */
  private static final String ESCROW_FOLDER = "backstay/escrow";

  private final Vault vault;
  private final BlobStore source;
  private final BlobStore target;
  private final VaultObjects targetObjects;
  private final List<BlobName> damaged = new ArrayList<>();
  private final List<BlobId> foreignKeys = new ArrayList<>();
  private long keys;
  private long others;
  private long bytes;

  public ReplicaFrame(Vault vault, BlobStore target) {
    this.vault = vault;
    this.source = vault.store();
    this.target = target;
    this.targetObjects = vault.objects().at(target);
  }

  /**
   * What was copied.
   *
   * @param keys how many key files
   * @param others config and escrow messages
   * @param damaged key files of the source that are not what their names say, and were not copied
   * @param foreignKeys key files that the source has no more: they still open the target
   */
  public record Copied(
      long keys, long others, long bytes, List<BlobName> damaged, List<BlobId> foreignKeys) {
    public Copied {
      damaged = List.copyOf(damaged);
      foreignKeys = List.copyOf(foreignKeys);
    }
  }

  /**
   * Whether the target has no config yet; fails with {@code VAULT_DIFFERENT} when it holds anything
   * but a replica of this vault.
   */
  public boolean isMissing() {
    var identity = new ReplicaIdentity(vault);
    Optional<byte[]> config = identity.configAt(target);
    boolean refused =
        config.isPresent()
            ? identity.judge(config.get()) != ReplicaIdentity.Verdict.SAME
            : holdsBackups();
    if (refused) {
      throw identity.refusal(target);
    }
    return config.isEmpty();
  }

  private boolean holdsBackups() {
    return !targetObjects.list(ObjectKind.SNAPSHOT).isEmpty()
        || !targetObjects.list(ObjectKind.INDEX).isEmpty()
        || !targetObjects.list(ObjectKind.PACK).isEmpty();
  }

  /**
   * Copies what the target lacks, under a lock there. Called once.
   *
   * @param missing whether the target had no config
   */
  public Copied copy(boolean missing) {
    copyKeys(missing);
    if (missing) {
      putConfig();
    }
    copyEscrow();
    return new Copied(keys, others, bytes, damaged, foreignKeys);
  }

  private void copyKeys(boolean missing) {
    Map<BlobId, Long> there = sizes(targetObjects);
    Map<BlobId, Long> here = sizes(vault.objects());
    there.keySet().stream().filter(id -> !here.containsKey(id)).sorted().forEach(foreignKeys::add);
    if (missing) {
      // The rest of a creation that was cut short: with our config beside it, it would open
      // nothing.
      foreignKeys.forEach(id -> targetObjects.delete(ObjectKind.KEY, id));
      foreignKeys.clear();
    }
    here.forEach((id, size) -> {
      if (!size.equals(there.get(id))) {
        copyKey(id);
      }
    });
  }

  private static Map<BlobId, Long> sizes(VaultObjects objects) {
    Map<BlobId, Long> sizes = new HashMap<>();
    objects.list(ObjectKind.KEY).forEach(key -> sizes.put(key.id(), key.stat().size()));
    return sizes;
  }

  private void copyKey(BlobId id) {
    BlobName name = ObjectKind.KEY.name(id);
    try {
      byte[] file = source.read(name);
      if (VaultObjects.hash(file).equals(id)) {
        targetObjects.put(ObjectKind.KEY, id, file);
        keys++;
        bytes += file.length;
        return;
      }
    } catch (BackstayException e) {
      if (e.code() != ErrorCode.OBJECT_MISSING && e.code() != ErrorCode.OBJECT_CORRUPT) {
        throw e;
      }
    }
    damaged.add(name);
  }

  private void putConfig() {
    BlobName name = ObjectKind.CONFIG.name(vault.id());
    byte[] config = source.read(name);
    var identity = new ReplicaIdentity(vault);
    if (identity.judge(config) != ReplicaIdentity.Verdict.SAME) {
      throw new BackstayException(
          ErrorCode.OBJECT_CORRUPT,
          "the config of %s is damaged; nothing but keys was copied".formatted(source.location()));
    }
    if (target.put(name, Payload.of(config), PutOptions.ONLY_IF_ABSENT) == PutOutcome.EXISTED
        && !Arrays.equals(target.read(name), config)) {
      throw identity.refusal(target);
    }
    others++;
  }

  private void copyEscrow() {
    List<BlobStat> messages = new ArrayList<>();
    source.list(ESCROW_FOLDER, messages::add);
    for (BlobStat message : messages) {
      byte[] bytes = source.read(message.name());
      boolean same =
          target.stat(message.name()).isPresent()
              && Arrays.equals(target.read(message.name()), bytes);
      if (!same) {
        var _ = target.put(message.name(), Payload.of(bytes), PutOptions.REPLACE);
        others++;
      }
    }
  }
}
