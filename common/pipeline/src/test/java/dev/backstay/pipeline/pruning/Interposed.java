package dev.backstay.pipeline.pruning;

import dev.backstay.pipeline.staging.SwitchedStore;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.store.PutOutcome;
import java.util.Optional;

/** A store that lets something happen once, right after an object was put. */
final class Interposed extends SwitchedStore {
  private final BlobName name;
  private Optional<Runnable> event;

  Interposed(BlobStore store, BlobName name, Runnable event) {
    super(store);
    this.name = name;
    this.event = Optional.of(event);
  }

  @Override
  public PutOutcome put(BlobName put, Payload payload, PutOptions options) {
    PutOutcome outcome = super.put(put, payload, options);
    if (put.equals(name)) {
      Optional<Runnable> due = event;
      event = Optional.empty();
      due.ifPresent(Runnable::run);
    }
    return outcome;
  }
}
