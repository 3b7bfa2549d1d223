package dev.backstay.vault;

import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.ForwardingBlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.store.PutOutcome;
import dev.backstay.vault.index.BlobIndex;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.session.WriteSession;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes a gibibyte that does not compress into a store that forgets packs; run by a test as a
 * process with a small heap.
 */
final class WriteLoad {
  private static final long BYTES = 1L << 30;

  private WriteLoad() {}

  public static void main(String[] arguments) {
    ForgetfulStore store = new ForgetfulStore(VaultFixture.memory());
    Vault vault = VaultFixture.create(store, VaultFixture.options().withCores(2));
    if (arguments[0].equals("stream")) {
      writeStream(vault);
    } else {
      writeBlobs(vault);
    }
    System.out.println((store.forgotten.get() >> 20) + " MiB stored");
  }

  private static void writeStream(Vault vault) {
    SplittableRandom random = new SplittableRandom(1);
    long[] left = {BYTES};
    try (VaultWriter writer = vault.writer()) {
      CompletableFuture<StoredContent> content =
          writer.store(
              (target, from, length) -> {
                int count = (int) Math.min(left[0], Math.min(length, 1 << 16));
                left[0] -= count;
                fill(random, target, from, count);
                return count == 0 ? -1 : count;
              },
              Chunking.FILES);
      StoredContent stored = SampleFiles.await(writer, content);
      if (stored.size() != BYTES) {
        throw new IllegalStateException("only " + stored.size() + " bytes were read");
      }
      writer.publish(SampleFiles.snapshot(stored.blobs().getFirst()));
    }
  }

  private static void writeBlobs(Vault vault) {
    SplittableRandom random = new SplittableRandom(2);
    var setup =
        new WriteSession.Setup(
            vault.objects(), new BlobIndex(), _ -> false, vault::bench, vault.options());
    try (WriteSession session = new WriteSession(setup)) {
      for (long done = 0; done < BYTES; done += 4 << 20) {
        byte[] blob = new byte[4 << 20];
        fill(random, blob, 0, blob.length);
        session.store(BlobType.DATA, blob);
      }
      session.flush();
    }
  }

  private static void fill(SplittableRandom random, byte[] target, int from, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    System.arraycopy(bytes, 0, target, from, length);
  }

  /** Counts what is put under {@code data/} and drops it. */
  private static final class ForgetfulStore extends ForwardingBlobStore {
    private final AtomicLong forgotten = new AtomicLong();

    ForgetfulStore(BlobStore store) {
      super(store);
    }

    @Override
    public PutOutcome put(BlobName name, Payload payload, PutOptions options) {
      if (!name.value().startsWith("data/")) {
        return super.put(name, payload, options);
      }
      forgotten.addAndGet(payload.size());
      return PutOutcome.STORED;
    }
  }
}
