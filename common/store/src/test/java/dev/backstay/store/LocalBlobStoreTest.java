package dev.backstay.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LocalBlobStoreTest extends BlobStoreContract {
  @TempDir Path directory;

  @Override
  protected BlobStore open() {
    return LocalBlobStore.create(directory.resolve("vault"));
  }
}
