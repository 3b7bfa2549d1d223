package dev.backstay.vault.session;

import dev.backstay.vault.SessionStats;
import java.util.concurrent.atomic.LongAdder;

/** The counters behind {@link SessionStats}; any thread may count. */
final class SessionCounters {
  final LongAdder bytesRead = new LongAdder();
  final LongAdder blobsNew = new LongAdder();
  final LongAdder bytesNew = new LongAdder();
  final LongAdder packs = new LongAdder();
  final LongAdder bytesStored = new LongAdder();

  SessionStats stats() {
    return new SessionStats(
        bytesRead.sum(), blobsNew.sum(), bytesNew.sum(), packs.sum(), bytesStored.sum());
  }
}
