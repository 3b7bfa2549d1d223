package dev.backstay.pipeline.publication;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.SealedFile;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that staging has a vault, the same as the destinations have. Done by the uploader, who
 * alone reaches the destinations; the dumper waits for it.
 *
 * <p>A new vault is made only when every destination was asked and all are empty: a vault made
 * while one could not be asked might be a second one.
 */
public final class VaultEstablishment {
  private final BlobStore staging;
  private final Secret password;
  private final VaultOptions options;

  public VaultEstablishment(BlobStore staging, Secret password, VaultOptions options) {
    this.staging = staging;
    this.password = password;
    this.options = options;
  }

  /** Where staging's vault came from. */
  public enum Origin {
    /** It was there. */
    STAGING,
    /** Its skeleton was copied from destinations. */
    DESTINATIONS,
    /** It is new. */
    NEW
  }

  /**
   * Staging's vault.
   *
   * @param withheld index files that destinations have and staging does not, because packs of
   *     directories they name are intact nowhere
   */
  public record Established(Vault vault, Origin origin, List<BlobName> withheld) {
    public Established {
      withheld = List.copyOf(withheld);
    }
  }

  /**
   * Opens staging's vault, and makes it first where there is none.
   *
   * @param destinations how to reach each; the stores stay open
   */
  public Established run(Map<DestinationName, Supplier<BlobStore>> destinations) {
    Optional<Vault> present = open();
    if (present.isPresent()) {
      return new Established(present.get(), Origin.STAGING, List.of());
    }
    var skeleton = new VaultSkeleton(staging);
    BackstayException unasked = null;
    for (Map.Entry<DestinationName, Supplier<BlobStore>> destination : destinations.entrySet()) {
      try {
        copy(destination.getValue().get(), skeleton);
      } catch (BackstayException e) {
        if (!isAbsence(e)) {
          throw e;
        }
        unasked = unasked == null ? unasked(destination.getKey(), e) : unasked;
      }
    }
    if (skeleton.isFound()) {
      skeleton.complete();
      return new Established(
          Vault.open(staging, password, options), Origin.DESTINATIONS, skeleton.withheld());
    }
    return create(unasked);
  }

  private Optional<Vault> open() {
    try {
      return Optional.of(Vault.open(staging, password, options));
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.VAULT_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void copy(BlobStore store, VaultSkeleton skeleton) {
    if (store.stat(SealedFile.CONFIG).isPresent()) {
      skeleton.copyFrom(Vault.open(store, password, options));
      return;
    }
    for (SealedFile kind : List.of(SealedFile.SNAPSHOT, SealedFile.INDEX, SealedFile.PACK)) {
      store.list(
          kind.folder(),
          stat -> {
            throw new BackstayException(
                ErrorCode.VAULT_EXISTS,
                "%s holds %s but no config: it is a vault that lost its config, or not a vault; none was made"
                    .formatted(store.location(), stat.name()));
          });
    }
  }

  /** Whether a failure only says that a destination cannot be asked now. */
  private static boolean isAbsence(BackstayException e) {
    return switch (e.code()) {
      case STORE_UNREACHABLE,
          STORE_TIMEOUT,
          STORE_DENIED,
          STORE_NOT_FOUND,
          STORE_FAILED,
          VAULT_LOCKED ->
          true;
      default -> false;
    };
  }

  private static BackstayException unasked(DestinationName destination, BackstayException e) {
    return new BackstayException(
        e.code(),
        "destination %s cannot be asked whether it holds the vault, so none was made: %s"
            .formatted(destination, e.getMessage()),
        e);
  }

  private Established create(@Nullable BackstayException unasked) {
    if (unasked != null) {
      throw unasked;
    }
    try {
      return new Established(Vault.init(staging, password, options), Origin.NEW, List.of());
    } catch (BackstayException e) {
      if (e.code() != ErrorCode.VAULT_EXISTS) {
        throw e;
      }
      Optional<Vault> others = open();
      return new Established(others.orElseThrow(() -> e), Origin.STAGING, List.of());
    }
  }
}
