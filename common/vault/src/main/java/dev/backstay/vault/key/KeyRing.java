package dev.backstay.vault.key;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.store.PutOutcome;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.crypt.Envelope;
import dev.backstay.vault.crypt.MasterKey;
import dev.backstay.vault.crypt.SealException;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The key files of a vault: any number of passwords, each wrapping the same master key. Adding one
 * and then removing another rotates a password; the old one is removed only after the new one was
 * read back and opened the vault.
 */
public final class KeyRing {
  private static final BlobName CONFIG = BlobName.of("config");

  private final BlobStore store;
  private final SecureRandom random;

  public KeyRing(BlobStore store, SecureRandom random) {
    this.store = store;
    this.random = random;
  }

  /** A vault that a password opened. */
  public record Opened(MasterKey key, BlobId keyId, VaultConfig config) {}

  /** A key file of the vault. */
  public record Entry(BlobId id, KeyFile file) {}

  /**
   * Makes a new vault: its key file first, its config last and only if there is none. Of several
   * that try at once, one wins; it alone removes key files, those that lay there before any config
   * did and so open nothing: a creation that was cut short left them, or another that lost.
   */
  public Opened create(Secret password, KeyFile.KeyOrigin origin) {
    refuseExisting();
    List<BlobId> leftovers = ids();
    MasterKey key = MasterKey.generate(random);
    BlobId keyId = addFirst(key, password, origin);
    VaultConfig config = VaultConfig.generate(random);
    byte[] sealed = new Envelope(key, random).seal(config.encode());
    if (store.put(CONFIG, Payload.of(sealed), PutOptions.ONLY_IF_ABSENT) == PutOutcome.EXISTED) {
      store.delete(ObjectKind.KEY.name(keyId));
      throw exists();
    }
    leftovers.forEach(id -> store.delete(ObjectKind.KEY.name(id)));
    return new Opened(key, keyId, config);
  }

  private BlobId addFirst(MasterKey key, Secret password, KeyFile.KeyOrigin origin) {
    try {
      return add(key, password, origin);
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.OBJECT_MISSING && store.stat(CONFIG).isPresent()) {
        throw exists(); // the winner of a race has removed our file before we read it back
      }
      throw e;
    }
  }

  private void refuseExisting() {
    if (store.stat(CONFIG).isPresent()) {
      throw exists();
    }
    for (ObjectKind kind : List.of(ObjectKind.SNAPSHOT, ObjectKind.INDEX, ObjectKind.PACK)) {
      store.list(
          kind.folder(),
          stat -> {
            throw new BackstayException(
                ErrorCode.VAULT_EXISTS,
                "%s holds %s but no config: it is a vault that lost its config, or not a vault"
                    .formatted(store.location(), stat.name()));
          });
    }
  }

  private BackstayException exists() {
    return new BackstayException(
        ErrorCode.VAULT_EXISTS, "there is a vault at " + store.location() + " already");
  }

  /** Opens the vault with a password. */
  public Opened open(Secret password) {
    byte[] config = readConfig();
    List<BlobId> ids = ids();
    if (ids.isEmpty()) {
      throw new BackstayException(
          ErrorCode.KEY_MISSING,
          "the vault at " + store.location() + " has no key file; its data is unharmed");
    }
    List<BackstayException> unread = new ArrayList<>();
    for (BlobId id : ids) {
      try {
        Optional<MasterKey> key = unwrap(id, read(id), password);
        if (key.isPresent()) {
          return new Opened(key.get(), id, open(config, key.get()));
        }
      } catch (BackstayException e) {
        // A key that is missing was removed after it was listed: another may open the vault.
        if (e.code() != ErrorCode.OBJECT_CORRUPT && e.code() != ErrorCode.OBJECT_MISSING) {
          throw e;
        }
        unread.add(e);
      }
    }
    if (!unread.isEmpty()) {
      throw unread.getFirst();
    }
    throw new BackstayException(
        ErrorCode.PASSWORD_WRONG,
        "the password opens none of the %d keys of %s".formatted(ids.size(), store.location()));
  }

  private byte[] readConfig() {
    try {
      return store.read(CONFIG);
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.OBJECT_MISSING || e.code() == ErrorCode.STORE_NOT_FOUND) {
        throw new BackstayException(
            ErrorCode.VAULT_NOT_FOUND, "there is no vault at " + store.location(), e);
      }
      throw e;
    }
  }

  private VaultConfig open(byte[] sealed, MasterKey key) {
    VaultConfig config;
    try {
      config = VaultConfig.decode(new Envelope(key, random).open(sealed));
    } catch (SealException | IOException e) {
      throw new BackstayException(
          ErrorCode.OBJECT_CORRUPT,
          "the config of " + store.location() + " is damaged: " + e.getMessage(),
          e);
    }
    if (config.version() != VaultConfig.SUPPORTED_VERSION) {
      throw new BackstayException(
          ErrorCode.VERSION_UNSUPPORTED,
          "the repository at %s has format version %d; Backstay reads and writes version %d"
              .formatted(store.location(), config.version(), VaultConfig.SUPPORTED_VERSION));
    }
    return config;
  }

  /** Every key file, readable or not being an error. */
  public List<Entry> entries() {
    return ids().stream().map(id -> new Entry(id, read(id))).toList();
  }

  /** Wraps the master key under another password; the new file was read back and opened. */
  public BlobId add(MasterKey key, Secret password, KeyFile.KeyOrigin origin) {
    if (password.isEmpty()) {
      throw new BackstayException(
          ErrorCode.PASSWORD_EMPTY, "the password is empty; nothing was written");
    }
    byte[] bytes = KeyFile.wrap(key, password, origin, random).encode();
    BlobId id = VaultObjects.hash(bytes);
    store.put(ObjectKind.KEY.name(id), Payload.of(bytes), PutOptions.REPLACE);
    if (unwrap(id, read(id), password).isEmpty()) {
      throw new BackstayException(
          ErrorCode.ENCODING_BROKEN,
          "the new key file " + id.shortHex() + " does not open; the other keys are unharmed");
    }
    return id;
  }

  /** Removes a key file; the last one and the one in use stay. */
  public void remove(BlobId id, BlobId inUse) {
    List<BlobId> ids = ids();
    if (!ids.contains(id)) {
      throw new BackstayException(
          ErrorCode.KEY_UNKNOWN, "there is no key " + id + " at " + store.location());
    }
    if (id.equals(inUse) || ids.size() == 1) {
      throw new BackstayException(
          ErrorCode.LAST_KEY,
          "key " + id.shortHex() + " is the one that opened this vault; it was kept");
    }
    store.delete(ObjectKind.KEY.name(id));
  }

  private List<BlobId> ids() {
    List<BlobId> ids = new ArrayList<>();
    store.list(
        ObjectKind.KEY.folder(), stat -> ObjectKind.KEY.idOf(stat.name()).ifPresent(ids::add));
    ids.sort(null);
    return ids;
  }

  private KeyFile read(BlobId id) {
    byte[] bytes = store.read(ObjectKind.KEY.name(id));
    if (!VaultObjects.hash(bytes).equals(id)) {
      throw damaged(id, "its bytes do not hash to its name", null);
    }
    try {
      return KeyFile.decode(bytes);
    } catch (IOException e) {
      throw damaged(id, e.getMessage(), e);
    }
  }

  private Optional<MasterKey> unwrap(BlobId id, KeyFile file, Secret password) {
    try {
      return file.unwrap(password, random);
    } catch (IOException e) {
      throw damaged(id, e.getMessage(), e);
    }
  }

  private BackstayException damaged(BlobId id, @Nullable String why, @Nullable Exception cause) {
    return new BackstayException(
        ErrorCode.OBJECT_CORRUPT,
        "the key %s at %s is damaged: %s".formatted(ObjectKind.KEY.name(id), store.location(), why),
        cause);
  }
}
