package dev.backstay.scheduler.history;

import dev.backstay.contract.event.BackupRequested;
import java.util.List;

class MemoryRequestHistoryTest extends RequestHistoryContract {
  @Override
  protected RequestHistory after(List<BackupRequested> requests) {
    MemoryRequestHistory history = new MemoryRequestHistory();
    requests.forEach(history::add);
    return history;
  }
}
