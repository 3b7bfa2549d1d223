package dev.backstay.pipeline.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Brings the frames of one replica of a vault to another, for a vault that is copied: what its
 * snapshots do not hold yet. Copies sealed bytes and reads them back.
 */
public final class FrameCopy {
  private FrameCopy() {}

  /** Copies what the target lacks; how many objects that were. */
  public static int run(BlobStore from, BlobStore to) {
    List<BlobName> names = new ArrayList<>();
    from.list(
        StreamTimeline.ROOT,
        stat -> {
          if (StreamTimeline.of(stat.name()).isPresent()) {
            names.add(stat.name());
          }
        });
    int copied = 0;
    for (BlobName name : names.stream().sorted().toList()) {
      if (to.stat(name).isEmpty() && copy(name, from, to)) {
        copied++;
      }
    }
    return copied;
  }

  private static boolean copy(BlobName name, BlobStore from, BlobStore to) {
    byte[] object;
    try {
      object = from.read(name);
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.OBJECT_MISSING) {
        return false; // a roll-up took its place since it was listed
      }
      throw e;
    }
    var _ = to.put(name, Payload.of(object), PutOptions.REPLACE);
    if (!Arrays.equals(to.read(name), object)) {
      throw new BackstayException(
          ErrorCode.OBJECT_CORRUPT,
          "%s was stored at %s and did not come back as it was".formatted(name, to.location()));
    }
    return true;
  }
}
