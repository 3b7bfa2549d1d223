package dev.backstay.vault.repair;

import dev.backstay.store.BlobName;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.repair.RepairReport.Means;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collects what a repair does. Any thread may add. */
final class RepairLog {
  private final List<RepairReport.Mended> mended = new ArrayList<>();
  private final Map<BlobName, String> unmended = new TreeMap<>();
  private long blobsFromReplica;
  private long blobsKept;

  void mended(ObjectKind kind, BlobId id, Means means) {
    mended(kind.name(id), means);
  }

  synchronized void mended(BlobName object, Means means) {
    mended.add(new RepairReport.Mended(object, means));
  }

  /** Adds an object that stays damaged; the first reason is kept. */
  synchronized void unmended(BlobName object, String why) {
    unmended.putIfAbsent(object, why);
  }

  synchronized void blobFromReplica() {
    blobsFromReplica++;
  }

  synchronized void blobKept() {
    blobsKept++;
  }

  synchronized RepairReport report() {
    mended.sort(Comparator.comparing(RepairReport.Mended::object));
    return new RepairReport(
        mended,
        unmended.entrySet().stream()
            .map(entry -> new RepairReport.Unmended(entry.getKey(), entry.getValue()))
            .toList(),
        blobsFromReplica,
        blobsKept);
  }
}
