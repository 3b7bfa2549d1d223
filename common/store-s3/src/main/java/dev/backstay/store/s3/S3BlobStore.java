package dev.backstay.store.s3;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStat;
import dev.backstay.store.BlobStore;
import dev.backstay.store.ByteRange;
import dev.backstay.store.Interruption;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.store.PutOutcome;
import java.io.EOFException;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A store in an S3 bucket, of Amazon or of any server that speaks its protocol: each object is one
 * object there, its key the location's prefix and its name.
 *
 * <p>Each object travels in one request, never in parts, so the server shows it whole or not at
 * all, and {@link PutOptions#onlyIfAbsent} is decided by the server ({@code If-None-Match}).
 * Several processes may use one location, and stock restic may work in it at the same time. Keys
 * that are no {@link BlobName} belong to others and are not shown.
 *
 * <p>Building one costs nothing and reaches nothing: the first call connects.
 */
public final class S3BlobStore implements BlobStore {
  private static final int NOT_FOUND = 404;
  private static final int FORBIDDEN = 403;
  private static final int PRECONDITION_FAILED = 412;

  private final S3Location location;
  private final S3Storage storage;
  private final S3Checksum checksum;
  private final InstantSource clock;
  private final S3Connection connection;
  private final S3Calls calls;
  private volatile boolean bucketSeen;

  /**
   * A store at a location, whether or not there is a bucket.
   *
   * @param clock from when on {@link S3ObjectLock#retention} counts
   */
  public S3BlobStore(S3Location location, S3Options options, InstantSource clock) {
    this.location = location;
    this.storage = options.storage();
    this.checksum = options.checksum();
    this.clock = clock;
    this.connection = new S3Connection(location.endpoint().or(options::endpoint), options);
    this.calls =
        new S3Calls(connection, new S3Failures(location.toString()), options.limits().call());
  }

  @Override
  public String location() {
    return location.toString();
  }

  @Override
  public PutOutcome put(BlobName name, Payload payload, PutOptions options) {
    if (payload.size() > MAX_OBJECT_BYTES) {
      throw new IllegalArgumentException(
          name + " has " + payload.size() + " bytes, more than any object");
    }
    String call = "put of " + name;
    Interruption.check(call);
    PutChecksum sum = PutChecksum.of(checksum, payload);
    PutObjectRequest request = putRequest(name, options, sum);
    RequestBody body =
        RequestBody.fromContentProvider(payload::open, payload.size(), "application/octet-stream");
    Optional<PutObjectResponse> answer =
        calls.decisive(
            call,
            client -> {
              try {
                return Optional.of(client.putObject(request, body));
              } catch (S3Exception e) {
                if (options.onlyIfAbsent() && e.statusCode() == PRECONDITION_FAILED) {
                  return Optional.empty();
                }
                throw e;
              }
            });
    answer.ifPresent(
        stored -> sum.verify(call, stored, storage.encryption() instanceof S3Encryption.Kms));
    return answer.isPresent() ? PutOutcome.STORED : PutOutcome.EXISTED;
  }

  @Override
  public byte[] read(BlobName name) {
    return fetch(name, null);
  }

  @Override
  public byte[] read(BlobName name, long offset, int length) {
    ByteRange range = new ByteRange(offset, length);
    if (length > 0) {
      return fetch(name, range);
    }
    // HTTP has no way to ask for nothing.
    BlobStat stat =
        stat(name)
            .orElseThrow(() ->
                new BackstayException(ErrorCode.OBJECT_MISSING, name + " is not in " + location));
    range.requireWithin(name, stat.size());
    return new byte[0];
  }

  @Override
  public Optional<BlobStat> stat(BlobName name) {
    Optional<HeadObjectResponse> found =
        calls.repeatable(
            "stat of " + name,
            client -> {
              try {
                return Optional.of(
                    client.headObject(head -> head.bucket(location.bucket()).key(keyOf(name))));
              } catch (S3Exception e) {
                if (e.statusCode() != NOT_FOUND && e.statusCode() != FORBIDDEN) {
                  throw e;
                }
                explain(client, e);
                return Optional.empty();
              }
            });
    return found.map(head -> new BlobStat(name, head.contentLength(), head.lastModified()));
  }

  @Override
  public void list(String prefix, Consumer<BlobStat> consumer) {
    String call = "list of " + location + (prefix.isEmpty() ? "" : "/" + prefix);
    String keys = location.keyPrefix() + (prefix.isEmpty() ? "" : prefix + "/");
    String token = null;
    do {
      String next = token;
      ListObjectsV2Response page =
          calls.repeatable(
              call,
              client ->
                  client.listObjectsV2(
                      list -> list.bucket(location.bucket()).prefix(keys).continuationToken(next)));
      for (S3Object object : page.contents()) {
        Interruption.check(call);
        nameOf(object.key())
            .ifPresent(
                name -> consumer.accept(new BlobStat(name, object.size(), object.lastModified())));
      }
      token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
    } while (token != null);
  }

  @Override
  public boolean delete(BlobName name) {
    if (stat(name).isEmpty()) {
      return false;
    }
    calls.repeatable(
        "delete of " + name,
        client -> client.deleteObject(delete -> delete.bucket(location.bucket()).key(keyOf(name))));
    return true;
  }

  /**
   * Ends the multipart uploads under the prefix that nobody finished: ours are never in parts, but
   * restic's are.
   */
  @Override
  public int sweep(Instant olderThan) {
    return calls.repeatable(
        "sweep of " + location,
        client -> {
          int swept = 0;
          for (MultipartUpload upload :
              client
                  .listMultipartUploadsPaginator(
                      list -> list.bucket(location.bucket()).prefix(location.keyPrefix()))
                  .uploads()) {
            if (upload.initiated().isBefore(olderThan) && abort(client, upload)) {
              swept++;
            }
          }
          return swept;
        });
  }

  @Override
  public void close() {
    connection.close();
  }

  private PutObjectRequest putRequest(BlobName name, PutOptions options, PutChecksum sum) {
    PutObjectRequest.Builder request =
        PutObjectRequest.builder().bucket(location.bucket()).key(keyOf(name));
    sum.addTo(request);
    if (options.onlyIfAbsent()) {
      request.ifNoneMatch("*");
    }
    switch (storage.encryption()) {
      case S3Encryption.BucketDefault() -> {}
      case S3Encryption.Aes256() -> request.serverSideEncryption("AES256");
      case S3Encryption.Kms(var keyId) -> {
        request.serverSideEncryption("aws:kms");
        keyId.ifPresent(request::ssekmsKeyId);
      }
    }
    storage.storageClass().ifPresent(request::storageClass);
    S3ObjectLock lock = storage.objectLock();
    lock.retainUntil(name, options, clock.instant())
        .ifPresent(
            until -> request.objectLockMode(lock.mode().name()).objectLockRetainUntilDate(until));
    return request.build();
  }

  private byte[] fetch(BlobName name, @Nullable ByteRange range) {
    GetObjectRequest.Builder request =
        GetObjectRequest.builder().bucket(location.bucket()).key(keyOf(name));
    if (range != null) {
      request.range("bytes=" + range.offset() + "-" + (range.end() - 1));
    }
    return calls.repeatable(
        "read of " + name,
        client -> {
          ResponseInputStream<GetObjectResponse> body = client.getObject(request.build());
          boolean whole = false;
          try {
            byte[] bytes = receive(name, range, body);
            whole = true;
            return bytes;
          } finally {
            if (whole) {
              body.close();
            } else {
              body.abort();
            }
          }
        });
  }

  private static byte[] receive(
      BlobName name, @Nullable ByteRange range, ResponseInputStream<GetObjectResponse> body)
      throws IOException {
    GetObjectResponse head = body.response();
    long length = head.contentLength();
    if (range == null && length > MAX_OBJECT_BYTES) {
      throw new BackstayException(
          ErrorCode.OBJECT_CORRUPT,
          name + " has " + length + " bytes, more than any object Backstay reads or writes");
    }
    if (range != null && (head.contentRange() == null || length > range.length())) {
      throw new BackstayException(
          ErrorCode.STORE_FAILED,
          "the server answered a read of a part of " + name + " with more than was asked for");
    }
    if (range != null && length < range.length()) {
      range.requireWithin(name, range.offset() + length);
    }
    byte[] bytes = new byte[(int) length];
    if (body.readNBytes(bytes, 0, bytes.length) < bytes.length) {
      throw new EOFException("the answer ended early");
    }
    return bytes;
  }

  private boolean abort(S3Client client, MultipartUpload upload) {
    try {
      client.abortMultipartUpload(
          abort -> abort.bucket(location.bucket()).key(upload.key()).uploadId(upload.uploadId()));
      return true;
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Fails with what is really wrong when a HEAD, whose answers have no text, was refused: a listing
   * fails for the same reason and names it. Returns when only the object is missing.
   */
  private void explain(S3Client client, S3Exception refusal) {
    if (refusal.statusCode() == NOT_FOUND && bucketSeen) {
      return;
    }
    client.listObjectsV2(
        list -> list.bucket(location.bucket()).prefix(location.keyPrefix()).maxKeys(1));
    if (refusal.statusCode() != NOT_FOUND) {
      throw refusal;
    }
    bucketSeen = true;
  }

  private String keyOf(BlobName name) {
    return location.keyPrefix() + name.value();
  }

  private Optional<BlobName> nameOf(String key) {
    String name = key.substring(location.keyPrefix().length());
    return BlobName.isValid(name) ? Optional.of(BlobName.of(name)) : Optional.empty();
  }
}
