package dev.backstay.store.s3;

import dev.backstay.store.BlobStore;
import dev.backstay.store.BlobStoreContract;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3BlobStoreTest extends BlobStoreContract {
  @TempDir static Path directory;
  private static S3Server server;
  private int opened;

  @BeforeAll
  static void startServer() throws Exception {
    server = S3Server.start(directory);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Override
  protected BlobStore open() {
    return new S3BlobStore(
        server.location("vault-" + opened++), server.options(), InstantSource.system());
  }
}
