package dev.backstay.store.s3;

import dev.backstay.contract.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/**
 * A real S3 server in this process, which keeps its one bucket in a directory and verifies
 * signatures, checksums and conditions as Amazon does. Listens on a free port of the loopback
 * interface; closing it ends it and leaves the directory.
 */
public final class S3Server implements AutoCloseable {
  private static final String BUCKET = "backstay-test";
  private static final String KEY_ID = "BACKSTAYTESTKEYID";
  private static final String SECRET = "backstay-test-secret-access-key";

  /** Bodies that are signed as a whole are held in memory up to here, and refused above. */
  private static final long MAX_SIGNED_BODY_BYTES = 257L << 20;

  private final S3Proxy server;
  private final FilesystemNio2BlobStore objects;

  private S3Server(S3Proxy server, FilesystemNio2BlobStore objects) {
    this.server = server;
    this.objects = objects;
  }

  /** Starts a server that keeps its objects in a directory, which must be there. */
  public static S3Server start(Path directory) throws Exception {
    FilesystemNio2BlobStore objects = new FilesystemNio2BlobStore(directory.toString());
    if (!objects.containerExists(BUCKET)) {
      objects.createContainer(BUCKET);
    }
    S3Proxy server =
        S3Proxy.builder()
            .blobStore(new FinishedObjects(objects))
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, KEY_ID, SECRET)
            .v4MaxNonChunkedRequestSize(MAX_SIGNED_BODY_BYTES)
            .build();
    server.start();
    return new S3Server(server, objects);
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  public String bucket() {
    return BUCKET;
  }

  /** What {@code AWS_ACCESS_KEY_ID} must say. */
  public String keyId() {
    return KEY_ID;
  }

  /** What {@code AWS_SECRET_ACCESS_KEY} must say. */
  public Secret secret() {
    return Secret.of(SECRET);
  }

  /** The location of a prefix in the bucket, as a user writes it. */
  public S3Location location(String prefix) {
    return S3Location.parse("s3:" + endpoint() + "/" + BUCKET + "/" + prefix);
  }

  /** Options with which the server lets a client in. */
  public S3Options options() {
    return S3Options.DEFAULT.withCredentials(new S3Credentials.KeyPair(KEY_ID, secret()));
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the S3 server did not stop", e);
    } finally {
      objects.close();
    }
  }

  /**
   * Hides what no S3 server would show: this one writes an object beside its place, in a file named
   * {@code key-uuid} that its listings include.
   */
  private static final class FinishedObjects extends ForwardingBlobStore {
    private static final Pattern UNFINISHED =
        Pattern.compile(".+-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    FinishedObjects(BlobStore objects) {
      super(objects);
    }

    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
      ListObjectsV2Response all = super.list(request);
      return all.toBuilder()
          .contents(
              all.contents().stream()
                  .filter(object -> !UNFINISHED.matcher(object.key()).matches())
                  .toList())
          .build();
    }
  }
}
