package dev.backstay.testing.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.policy.DestinationName;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.pipeline.stream.StreamMark;
import dev.backstay.postgres.fixture.TestCluster;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Looks all the time whether the slot was moved on too far. */
final class SlotGuard implements AutoCloseable {
  private final AtomicReference<String> breach = new AtomicReference<>("");
  private final Thread thread;

  SlotGuard(StreamRig rig, TestCluster cluster) {
    thread = Thread.ofVirtual().name("slot-guard").start(() -> guard(rig, cluster));
  }

  private void guard(StreamRig rig, TestCluster cluster) {
    try {
      while (true) {
        Thread.sleep(100);
        look(rig, cluster);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // The slot first: what destinations hold only grows.
  private void look(StreamRig rig, TestCluster cluster) {
    List<List<String>> slots;
    try {
      slots = cluster.query("SELECT coalesce(restart_lsn::text, '0/0') FROM pg_replication_slots");
    } catch (RuntimeException e) {
      return; // the server is away
    }
    Map<DestinationName, StreamMark> marks = rig.marks();
    if (slots.isEmpty() || marks.size() < StreamRig.PLACES.size()) {
      return;
    }
    Lsn slot = Lsn.parse(slots.getFirst().getFirst());
    marks.forEach((place, mark) -> {
      if (slot.isAfter(mark.range().to())) {
        breach.compareAndSet("", slot + " was confirmed, and " + place + " holds " + mark);
      }
    });
  }

  void requireNeverTooEarly() {
    assertThat(breach.get()).isEmpty();
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
