package dev.backstay.cli.place;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.World;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ByteSize;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobStore;
import dev.backstay.store.LocalBlobStore;
import dev.backstay.store.RetryPolicy;
import dev.backstay.store.StoreStack;
import dev.backstay.store.TransferLimits;
import dev.backstay.store.s3.S3BlobStore;
import dev.backstay.store.s3.S3Location;
import dev.backstay.store.sftp.SftpBlobStore;
import dev.backstay.store.sftp.SftpCredentials;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How the stores behind locations are reached: the options, and the stores with their wrappers. */
final class StoreChoices {
  @Option(
      names = "--limit-upload",
      paramLabel = "SIZE",
      description = "Send no more than this each second, for example 10MiB.")
  private @Nullable ByteSize upload;

  @Option(
      names = "--limit-download",
      paramLabel = "SIZE",
      description = "Receive no more than this each second.")
  private @Nullable ByteSize download;

  @ArgGroup(validate = false, heading = "For S3 locations:%n", order = 80)
  private S3Choices s3 = new S3Choices();

  /** The store at a location where there should be a vault. */
  BlobStore open(Location location, Console console) {
    try {
      return wrapped(
          switch (location) {
            case Location.Directory(var path) -> LocalBlobStore.open(path);
            case Location.Bucket(var place) -> bucket(place, console.world());
            case Location.Server(var place) ->
                SftpBlobStore.open(place, credentials(console.world()));
          },
          console);
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.STORE_NOT_FOUND) {
        throw new BackstayException(
            ErrorCode.VAULT_NOT_FOUND, "there is no vault: " + e.getMessage(), e);
      }
      throw e;
    }
  }

  /** The store at a location where a vault is to be; made unless it is there. */
  BlobStore create(Location location, Console console) {
    return wrapped(
        switch (location) {
          case Location.Directory(var path) -> LocalBlobStore.create(path);
          case Location.Bucket(var place) -> bucket(place, console.world());
          case Location.Server(var place) ->
              SftpBlobStore.create(place, credentials(console.world()));
        },
        console);
  }

  private BlobStore bucket(S3Location place, World world) {
    try {
      return new S3BlobStore(place, s3.in(world), world.clock());
    } catch (IllegalArgumentException e) {
      throw new BackstayException(ErrorCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private static SftpCredentials credentials(World world) {
    return SftpCredentials.ofUser(world.home(), world.environment());
  }

  private BlobStore wrapped(BlobStore store, Console console) {
    return StoreStack.assemble(
        new AudibleFailures(store, console),
        RetryPolicy.INTERACTIVE,
        console.world().clock(),
        limits());
  }

  private TransferLimits limits() {
    return new TransferLimits(bytes(upload), bytes(download));
  }

  private static long bytes(@Nullable ByteSize limit) {
    return limit == null ? Long.MAX_VALUE : Math.max(1, limit.bytes());
  }
}
