package dev.backstay.vault;

import dev.backstay.contract.Secret;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.MemoryBlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.vault.crypt.Envelope;
import dev.backstay.vault.crypt.KeyDerivation;
import dev.backstay.vault.crypt.MasterKey;
import dev.backstay.vault.key.KeyFile;
import dev.backstay.vault.key.VaultConfig;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;

/** Vaults for tests. */
public final class VaultFixture {
  public static final Secret PASSWORD = Secret.of("secret");

  private static final SecureRandom RANDOM = new SecureRandom();

  private VaultFixture() {}

  public static LockHolder holder() {
    return new LockHolder("test-host", "tester", ProcessHandle.current().pid());
  }

  public static VaultOptions options() {
    return VaultOptions.defaults(holder(), InstantSource.system(), RANDOM);
  }

  public static MemoryBlobStore memory() {
    return new MemoryBlobStore(InstantSource.system());
  }

  /**
   * A new vault whose key is wrapped by the cheapest scrypt there is: as good as any other, and
   * opened in no time.
   */
  public static Vault create(BlobStore store, VaultOptions options) {
    MasterKey key = MasterKey.generate(RANDOM);
    byte[] salt = new byte[64];
    RANDOM.nextBytes(salt);
    var cheap = new KeyDerivation(2, 1, 1, base64(salt));
    String wrapped = base64(new Envelope(cheap.derive(PASSWORD), RANDOM).seal(json(key)));
    byte[] file =
        new KeyFile("2026-01-01T00:00:00Z", "tester", "test-host", cheap, wrapped).encode();
    put(store, ObjectKind.KEY.name(VaultObjects.hash(file)), file);
    byte[] config = VaultConfig.generate(RANDOM).encode();
    put(store, BlobName.of("config"), new Envelope(key, RANDOM).seal(config));
    return open(store, options);
  }

  public static Vault create() {
    return create(memory(), options());
  }

  public static Vault open(BlobStore store, VaultOptions options) {
    return Vault.open(store, PASSWORD, options);
  }

  /** The names of everything in a store below a prefix, sorted. */
  public static Set<String> names(BlobStore store, String prefix) {
    Set<String> names = new TreeSet<>();
    store.list(prefix, stat -> names.add(stat.name().value()));
    return names;
  }

  public static void put(BlobStore store, BlobName name, byte[] bytes) {
    store.put(name, Payload.of(bytes), PutOptions.REPLACE);
  }

  private static byte[] json(MasterKey key) {
    return "{\"mac\":{\"k\":\"%s\",\"r\":\"%s\"},\"encrypt\":\"%s\"}"
        .formatted(base64(key.macK()), base64(key.macR()), base64(key.encrypt()))
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
