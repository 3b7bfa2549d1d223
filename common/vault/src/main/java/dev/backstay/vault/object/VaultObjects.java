package dev.backstay.vault.object;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStat;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Outbox;
import dev.backstay.vault.SealedPack;
import dev.backstay.vault.codec.UnpackedFile;
import dev.backstay.vault.codec.Zstd;
import dev.backstay.vault.crypt.Envelope;
import dev.backstay.vault.crypt.MasterKey;
import dev.backstay.vault.crypt.SealException;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the vault's small sealed files whole, and lists its files. As an outbox it
 * leaves what a writer sealed in the vault's own store. Any number of threads may use it.
 */
public final class VaultObjects implements Outbox {
  private final BlobStore store;
  private final MasterKey key;
  private final SecureRandom random;

  public VaultObjects(BlobStore store, MasterKey key, SecureRandom random) {
    this.store = store;
    this.key = key;
    this.random = random;
  }

  /** The same vault's files in another store, which holds a replica of it. */
  public VaultObjects at(BlobStore replica) {
    return new VaultObjects(replica, key, random);
  }

  /** A listed file of a kind: its id and size. */
  public record Listed(BlobId id, BlobStat stat) {}

  /** The store beneath. */
  public BlobStore store() {
    return store;
  }

  /** Seals a JSON text and stores it; its id is the hash of the sealed bytes. */
  public BlobId write(ObjectKind kind, byte[] json) {
    byte[] file = seal(json);
    BlobId id = hash(file);
    put(kind, id, file);
    return id;
  }

  /** The sealed form of a JSON text. */
  public byte[] seal(byte[] json) {
    try (Zstd zstd = new Zstd(Zstd.DEFAULT_LEVEL)) {
      return UnpackedFile.encode(json, zstd, new Envelope(key, random));
    }
  }

  /** Stores the bytes of a file. */
  public void put(ObjectKind kind, BlobId id, byte[] file) {
    store.put(kind.name(id), Payload.of(file), PutOptions.REPLACE);
  }

  @Override
  public void storePack(SealedPack sealed) {
    store.put(ObjectKind.PACK.name(sealed.pack().id()), sealed.bytes(), PutOptions.REPLACE);
  }

  @Override
  public void storeIndex(BlobId id, byte[] file) {
    put(ObjectKind.INDEX, id, file);
  }

  @Override
  public void storeSnapshot(BlobId id, byte[] file) {
    put(ObjectKind.SNAPSHOT, id, file);
  }

  @Override
  public boolean packsStay() {
    return true;
  }

  /** The JSON text of a file, its bytes compared with its name. */
  public byte[] read(ObjectKind kind, BlobId id) {
    return open(kind, id, store.read(kind.name(id)));
  }

  /** The JSON text in the bytes of a file, compared with its name. */
  public byte[] open(ObjectKind kind, BlobId id, byte[] file) {
    BlobId found = hash(file);
    if (!found.equals(id)) {
      throw damaged(kind, id, "its bytes hash to " + found.shortHex(), null);
    }
    try {
      return unseal(file);
    } catch (SealException | IOException e) {
      throw damaged(kind, id, e.getMessage(), e);
    }
  }

  /** What was {@linkplain #seal sealed} and lies under a name that is not that of its bytes. */
  public byte[] unseal(BlobName name, byte[] file) {
    try {
      return unseal(file);
    } catch (SealException | IOException e) {
      throw new BackstayException(
          ErrorCode.OBJECT_CORRUPT,
          "%s at %s is damaged: %s".formatted(name, store.location(), e.getMessage()),
          e);
    }
  }

  private byte[] unseal(byte[] file) throws SealException, IOException {
    try (Zstd zstd = new Zstd(Zstd.DEFAULT_LEVEL)) {
      return UnpackedFile.decode(file, zstd, new Envelope(key, random));
    }
  }

  /** Lists the files of a kind; files that something else put there are passed over. */
  public List<Listed> list(ObjectKind kind) {
    List<Listed> listed = new ArrayList<>();
    store.list(
        kind.folder(),
        stat -> kind.idOf(stat.name()).ifPresent(id -> listed.add(new Listed(id, stat))));
    return listed;
  }

  /** Shows what lies where files of a kind belong and is none: something else put it there. */
  public void listForeign(ObjectKind kind, Consumer<BlobStat> consumer) {
    store.list(
        kind.folder(),
        stat -> {
          if (kind.idOf(stat.name()).isEmpty()) {
            consumer.accept(stat);
          }
        });
  }

  /** Removes a file; whether there was one. */
  public boolean delete(ObjectKind kind, BlobId id) {
    return store.delete(kind.name(id));
  }

  /** The error for a file whose bytes are not what was stored. */
  public BackstayException damaged(
      ObjectKind kind, BlobId id, @Nullable String why, @Nullable Exception cause) {
    BlobName name = kind.name(id);
    return new BackstayException(
        ErrorCode.OBJECT_CORRUPT,
        "the " + kind.word() + " " + name + " at " + store.location() + " is damaged: " + why,
        cause);
  }

  /** The SHA-256 of bytes, which names them. */
  public static BlobId hash(byte[] bytes) {
    return BlobId.hash(bytes);
  }

  /** A new digest. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
