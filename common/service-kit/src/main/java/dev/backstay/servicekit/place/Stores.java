package dev.backstay.servicekit.place;

import dev.backstay.contract.ByteSize;
import dev.backstay.contract.policy.Destination;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.Location;
import dev.backstay.policy.SecretResolver;
import dev.backstay.store.BlobStore;
import dev.backstay.store.LocalBlobStore;
import dev.backstay.store.RetryPolicy;
import dev.backstay.store.StoreStack;
import dev.backstay.store.TransferLimits;
import dev.backstay.store.s3.S3BlobStore;
import dev.backstay.store.s3.S3Location;
import dev.backstay.store.s3.S3Options;
import dev.backstay.store.sftp.SftpBlobStore;
import dev.backstay.store.sftp.SftpCredentials;
import dev.backstay.store.sftp.SftpLocation;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The stores that a process works with, opened when they are first asked for and kept open until
 * the process ends. A destination that cannot be opened now is tried again with the next question.
 * Any number of threads may ask.
 */
public final class Stores implements AutoCloseable {
  private final SecretResolver secrets;
  private final Map<String, String> environment;
  private final Path userHome;
  private final RetryPolicy retries;
  private final InstantSource clock;
  private final Map<DestinationName, BlobStore> open = new ConcurrentHashMap<>();

  /**
   * @param environment of the process: credentials that a location does not name come from there
   * @param userHome whose SSH keys and known hosts are used where a location names none
   */
  public Stores(
      SecretResolver secrets,
      Map<String, String> environment,
      Path userHome,
      RetryPolicy retries,
      InstantSource clock) {
    this.secrets = secrets;
    this.environment = Map.copyOf(environment);
    this.userHome = userHome;
    this.retries = retries;
    this.clock = clock;
  }

  /** The store of a destination; made unless it is there. It is closed with this. */
  public BlobStore of(Destination destination) {
    // Under a lock of its own: one that does not answer keeps nobody from the others.
    return open.computeIfAbsent(
        destination.name(), _ -> assemble(create(destination.location()), limits(destination)));
  }

  /** The store of staging, by a path or {@code s3://bucket/prefix}. The caller closes it. */
  public BlobStore staging(String location) {
    BlobStore store =
        S3Location.isMeant(location)
            ? new S3BlobStore(S3Location.parse(location), Buckets.ofEnvironment(environment), clock)
            : LocalBlobStore.create(Path.of(location));
    return assemble(store, TransferLimits.NONE);
  }

  private BlobStore assemble(BlobStore store, TransferLimits limits) {
    return StoreStack.assemble(store, retries, clock, limits);
  }

  private static TransferLimits limits(Destination destination) {
    return destination
        .maxRate()
        .map(ByteSize::bytes)
        .map(rate -> new TransferLimits(rate, rate))
        .orElse(TransferLimits.NONE);
  }

  private BlobStore create(Location location) {
    return switch (location) {
      case Location.Local(var path) -> LocalBlobStore.create(path);
      case Location.S3(var bucket, var storage) -> {
        S3Options options = Buckets.options(bucket, storage, secrets, environment);
        yield new S3BlobStore(
            new S3Location(bucket.endpoint(), bucket.bucket(), bucket.prefix()), options, clock);
      }
      case Location.Sftp sftp ->
          SftpBlobStore.create(
              new SftpLocation(sftp.user(), sftp.host(), sftp.port(), sftp.path()),
              credentials(sftp));
    };
  }

  private SftpCredentials credentials(Location.Sftp sftp) {
    SftpCredentials ofUser = SftpCredentials.ofUser(userHome, environment);
    boolean own = sftp.identity().isPresent() || sftp.password().isPresent();
    return new SftpCredentials(
        own ? sftp.identity().map(List::of).orElse(List.of()) : ofUser.identityFiles(),
        own ? Optional.empty() : ofUser.agentSocket(),
        sftp.password().map(secrets::resolve),
        sftp.knownHosts().orElse(ofUser.knownHosts()));
  }

  @Override
  public void close() {
    open.values().forEach(BlobStore::close);
    open.clear();
  }
}
