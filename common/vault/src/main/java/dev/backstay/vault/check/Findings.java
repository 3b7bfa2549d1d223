package dev.backstay.vault.check;

import dev.backstay.store.BlobName;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.pack.BlobType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects what a check finds, each thing once. Any thread may add. What is harmed by a piece of
 * damage is kept beside it, so that the snapshots it affects can be found afterwards.
 */
final class Findings {
  /** No reader takes in more, and no heap is filled by a vault that is wholly gone. */
  static final int MAX_FINDINGS = 1000;

  private final List<Raw> raw = new ArrayList<>();
  private final Set<Key> known = new HashSet<>();
  private final List<Notice> notices = new ArrayList<>();
  private long beyond;
  private long noticesBeyond;

  /** Which snapshots a piece of damage affects. */
  sealed interface Harm {
    /** None. */
    record Nothing() implements Harm {}

    /** Every snapshot. */
    record Everything() implements Harm {}

    /** This one. */
    record OneSnapshot(BlobId snapshot) implements Harm {}

    /** Those that refer to any blob of a pack. */
    record WholePack(BlobId pack) implements Harm {}

    /** Those that refer to a blob. */
    record OneBlob(BlobType type, BlobId id) implements Harm {}

    /** Those that refer to a blob that no index knows. */
    record WhateverIsUnknown() implements Harm {}
  }

  /** A piece of damage before its snapshots are known. */
  record Raw(BlobName object, Damage damage, String what, Harm harm) {}

  /** Two findings that agree in this are about the same damage, however each came upon it. */
  private record Key(BlobName object, Damage damage, Harm harm) {}

  synchronized void add(Raw found) {
    var key = new Key(found.object(), found.damage(), found.harm());
    if (known.contains(key)) {
      return;
    }
    if (raw.size() == MAX_FINDINGS) {
      beyond++;
      return;
    }
    known.add(key);
    raw.add(found);
  }

  /** Adds damage of a file that is not a pack. */
  void add(ObjectKind kind, BlobId id, Damage damage, String what, Harm harm) {
    add(new Raw(kind.name(id), damage, what, harm));
  }

  /** Adds damage of a whole pack. */
  void addPack(BlobId pack, Damage damage, String what) {
    add(ObjectKind.PACK, pack, damage, what, new Harm.WholePack(pack));
  }

  synchronized void notice(BlobName object, Notice.Kind kind, String what) {
    if (notices.size() == MAX_FINDINGS) {
      noticesBeyond++;
    } else {
      notices.add(new Notice(object, kind, what));
    }
  }

  synchronized List<Raw> all() {
    return List.copyOf(raw);
  }

  synchronized long beyond() {
    return beyond;
  }

  synchronized List<Notice> notices() {
    return List.copyOf(notices);
  }

  synchronized long noticesBeyond() {
    return noticesBeyond;
  }
}
