package dev.backstay.cli.place;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.World;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.LockHolder;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that name a vault and say how to work with it, and the vault they name. */
public final class VaultPlace {
  private static final String LOCATION_VARIABLE = "BACKSTAY_VAULT";
  private static final String PASSWORD_VARIABLE = "BACKSTAY_PASSWORD_FILE";

  @Option(
      names = "--vault",
      paramLabel = "LOCATION",
      description = "The vault: " + Location.FORMS + " (" + LOCATION_VARIABLE + ").",
      order = 70)
  private @Nullable String location;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "The file that holds its password (" + PASSWORD_VARIABLE + ").",
      order = 71)
  private @Nullable Path passwordFile;

  @Option(
      names = "--cores",
      paramLabel = "N",
      description = "Threads that compute; default: all cores.",
      order = 72)
  private @Nullable Integer cores;

  @Option(
      names = "--no-cache",
      description = "Keep no copy of the vault's index below ~/.cache.",
      order = 73)
  private boolean noCache;

  @Mixin private StoreChoices stores = new StoreChoices();

  /** Opens the vault. */
  public Vault open(Console console) {
    return open(console, options -> options);
  }

  /** Opens the vault with changed options. */
  public Vault open(Console console, UnaryOperator<VaultOptions> change) {
    return open(console, password(console), change);
  }

  /** Opens the vault with a password that was read before: some can be read only once. */
  public Vault open(Console console, Secret password) {
    return open(console, password, options -> options);
  }

  private Vault open(Console console, Secret password, UnaryOperator<VaultOptions> change) {
    Location place = place(console.world());
    VaultOptions options = change.apply(options(console.world()));
    return closingOnFailure(
        stores.open(place, console), store -> Vault.open(store, password, options));
  }

  /** Makes the vault. */
  public Vault create(Console console) {
    Location place = place(console.world());
    Secret password = password(console);
    VaultOptions options = options(console.world());
    return closingOnFailure(
        stores.create(place, console), store -> Vault.init(store, password, options));
  }

  /** Opens a replica at another location, with the same password. */
  public Vault openReplica(String otherLocation, Console console) {
    Location other = Location.parse(otherLocation);
    Secret password = password(console);
    VaultOptions options = options(console.world());
    return closingOnFailure(
        stores.open(other, console), store -> Vault.open(store, password, options));
  }

  /** The store of the vault, for a vault that need not open. */
  public BlobStore store(Console console) {
    return stores.open(place(console.world()), console);
  }

  /** The store where a vault is to be. */
  public BlobStore newStore(Console console) {
    return stores.create(place(console.world()), console);
  }

  /** The store where another vault is or is to be. */
  public BlobStore otherNewStore(String otherLocation, Console console) {
    return stores.create(Location.parse(otherLocation), console);
  }

  /** The vault's password. */
  public Secret password(Console console) {
    Optional<Path> file =
        Optional.ofNullable(passwordFile)
            .or(() -> console.world().variable(PASSWORD_VARIABLE).map(Path::of));
    return SecretFile.PASSWORD.read(
        file.orElseThrow(() ->
            new BackstayException(
                ErrorCode.SECRET_MISSING,
                "no password file was named by --password-file or " + PASSWORD_VARIABLE)),
        console);
  }

  /** How this process works with vaults. */
  public VaultOptions options(World world) {
    World.Identity identity = world.identity();
    LockHolder holder = new LockHolder(identity.hostname(), identity.username(), identity.pid());
    VaultOptions options = VaultOptions.defaults(holder, world.clock(), world.random());
    if (!noCache) {
      options = options.withCacheDirectory(cacheDirectory(world));
    }
    try {
      return cores == null ? options : options.withCores(cores);
    } catch (IllegalArgumentException e) {
      throw new BackstayException(ErrorCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private Location place(World world) {
    return Location.parse(
        Optional.ofNullable(location)
            .or(() -> world.variable(LOCATION_VARIABLE))
            .orElseThrow(() ->
                new BackstayException(
                    ErrorCode.USAGE, "no vault was named by --vault or " + LOCATION_VARIABLE)));
  }

  private static Path cacheDirectory(World world) {
    return world
        .variable("XDG_CACHE_HOME")
        .map(Path::of)
        .filter(Path::isAbsolute)
        .orElseGet(() -> world.home().resolve(".cache"))
        .resolve("backstay");
  }

  private interface Opening {
    Vault of(BlobStore store);
  }

  private static Vault closingOnFailure(BlobStore store, Opening opening) {
    try {
      return opening.of(store);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }
}
