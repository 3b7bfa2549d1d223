package dev.backstay.pipeline.stream;

import dev.backstay.contract.policy.SecretReference;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import java.util.ArrayList;
import java.util.List;

/**
 * A slot that may be there for a source's stream, remembered in staging from before it is made
 * until it is dropped: whoever finds that nobody needs it any more knows how to drop it.
 *
 * <pre>
 * name = "stream-slots/" source "/" slot
 * </pre>
 *
 * @param url where the address of its server is found
 */
public record KnownSlot(SourceName source, String slot, SecretReference url) {
  private static final String FOLDER = "stream-slots";

  private BlobName name() {
    return BlobName.of("%s/%s/%s".formatted(FOLDER, source, slot));
  }

  /** Remembers it. */
  public void write(BlobStore staging) {
    FlatRecord.put(staging, name(), FlatRecord.encode("url", url.toString()));
  }

  /** Whether it still is. */
  public boolean isRemembered(BlobStore staging) {
    return staging.stat(name()).isPresent();
  }

  /** It was dropped. */
  public void remove(BlobStore staging) {
    staging.delete(name());
  }

  /** Those of all sources. */
  public static List<KnownSlot> list(BlobStore staging) {
    List<BlobName> names = new ArrayList<>();
    staging.list(FOLDER, stat -> names.add(stat.name()));
    List<KnownSlot> slots = new ArrayList<>();
    for (BlobName name : names.stream().sorted().toList()) {
      String[] parts = name.value().split("/", -1);
      FlatRecord.read(
              staging,
              name,
              fields ->
                  new KnownSlot(
                      new SourceName(parts[1]),
                      parts[2],
                      SecretReference.parse(fields.text("url"))))
          .ifPresent(slots::add);
    }
    return slots;
  }
}
