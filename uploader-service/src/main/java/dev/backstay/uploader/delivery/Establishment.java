package dev.backstay.uploader.delivery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import dev.backstay.contract.policy.Destination;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.Policy;
import dev.backstay.pipeline.pruning.Pruning;
import dev.backstay.pipeline.publication.VaultEstablishment;
import dev.backstay.pipeline.staging.StagedVault;
import dev.backstay.pipeline.staging.StagingLimit;
import dev.backstay.servicekit.lease.Lease;
import dev.backstay.servicekit.lease.Leases;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultOptions;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The vault in staging, established by the first who asks for it: found there, fetched back from
 * destinations, or made when all of them are empty. Kept open. Any number of threads may ask.
 */
public final class Establishment implements Supplier<Vault>, AutoCloseable {
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Logger LOG = System.getLogger(Establishment.class.getName());

  private final Supplier<Policy> policy;
  private final Function<Destination, BlobStore> stores;
  private final BlobStore staging;
  private final Supplier<Secret> password;
  private final Setting setting;
  private Optional<Vault> vault = Optional.empty();
  private Optional<Pruning> pruning = Optional.empty();

  /**
   * With what it is done.
   *
   * @param leases so that two uploaders do not make two vaults
   */
  public record Setting(VaultOptions options, StagingLimit limit, Leases leases) {}

  public Establishment(
      Supplier<Policy> policy,
      Function<Destination, BlobStore> stores,
      BlobStore staging,
      Supplier<Secret> password,
      Setting setting) {
    this.policy = policy;
    this.stores = stores;
    this.staging = staging;
    this.password = password;
    this.setting = setting;
  }

  /** The vault; fails with a TRANSIENT error while it cannot be established. */
  @Override
  public synchronized Vault get() {
    if (vault.isEmpty()) {
      vault = Optional.of(establish());
    }
    return vault.orElseThrow();
  }

  /** The prunes of the vault; the same for all, for they remember every plan they read. */
  public synchronized Pruning pruning() {
    if (pruning.isEmpty()) {
      pruning = Optional.of(new Pruning(StagedVault.of(get(), setting.limit())));
    }
    return pruning.orElseThrow();
  }

  /** Whether there is a vault already. */
  public synchronized boolean isDone() {
    return vault.isPresent();
  }

  private Vault establish() {
    Optional<Lease> lease = setting.leases().acquire("establish-vault", LEASE);
    if (lease.isEmpty()) {
      throw new BackstayException(
          ErrorCode.VAULT_NOT_READY, "another uploader is establishing the vault in staging");
    }
    try (Lease _ = lease.get()) {
      VaultEstablishment.Established established =
          new VaultEstablishment(staging, password.get(), setting.options()).run(destinations());
      LOG.log(
          Logger.Level.INFO,
          "vault ready id={0} origin={1} withheld={2}",
          established.vault().id().shortHex(),
          established.origin(),
          established.withheld().size());
      return established.vault();
    } catch (BackstayException e) {
      if (e.isTransient()) {
        throw new BackstayException(
            ErrorCode.VAULT_NOT_READY,
            "the vault in staging cannot be established yet: " + e.getMessage(),
            e);
      }
      throw e;
    }
  }

  private Map<DestinationName, Supplier<BlobStore>> destinations() {
    Map<DestinationName, Supplier<BlobStore>> all = new LinkedHashMap<>();
    for (Destination destination : policy.get().destinations()) {
      all.put(destination.name(), () -> stores.apply(destination));
    }
    return all;
  }

  /** Closes staging. */
  @Override
  public synchronized void close() {
    staging.close();
  }
}
