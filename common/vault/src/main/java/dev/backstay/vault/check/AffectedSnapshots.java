package dev.backstay.vault.check;

import dev.backstay.vault.BlobId;
import dev.backstay.vault.check.Findings.Harm;
import dev.backstay.vault.index.BlobIndex;
import dev.backstay.vault.index.IndexedBlob;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.read.BlobReader;
import dev.backstay.vault.read.TreeFold;
import dev.backstay.vault.snapshot.StoredSnapshot;
import dev.backstay.vault.tree.Node;
import dev.backstay.vault.tree.Tree;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Finds for each piece of damage the snapshots that refer to it. A directory's value is the set of
 * the numbers of the findings below it. Confined to one thread.
 */
final class AffectedSnapshots implements TreeFold.Rule<BitSet> {
  private static final BitSet NONE = new BitSet();

  private final BlobIndex index;
  private final List<Findings.Raw> findings;
  private final Map<Harm.OneBlob, BitSet> ofBlob = new HashMap<>();
  private final Map<BlobId, BitSet> ofPack = new HashMap<>();
  private final BitSet ofUnknown = new BitSet();

  AffectedSnapshots(BlobIndex index, List<Findings.Raw> findings) {
    this.index = index;
    this.findings = findings;
    for (int number = 0; number < findings.size(); number++) {
      switch (findings.get(number).harm()) {
        case Harm.OneBlob blob -> ofBlob.computeIfAbsent(blob, _ -> new BitSet()).set(number);
        case Harm.WholePack whole ->
            ofPack.computeIfAbsent(whole.pack(), _ -> new BitSet()).set(number);
        case Harm.WhateverIsUnknown _ -> ofUnknown.set(number);
        case Harm.Nothing _, Harm.Everything _, Harm.OneSnapshot _ -> {}
      }
    }
  }

  /** The findings with their snapshots; {@code snapshots} are those that can be read, in order. */
  List<Finding> resolve(List<StoredSnapshot> snapshots, BlobReader blobs) {
    List<List<BlobId>> affected = new ArrayList<>();
    findings.forEach(_ -> affected.add(new ArrayList<>()));
    if (!ofBlob.isEmpty() || !ofPack.isEmpty() || !ofUnknown.isEmpty()) {
      var fold = new TreeFold<>(blobs, index, this);
      for (StoredSnapshot snapshot : snapshots) {
        BlobId tree = snapshot.snapshot().tree();
        BitSet hit = union(union(NONE, at(BlobType.TREE, tree)), fold.of(tree));
        hit.stream().forEach(number -> affected.get(number).add(snapshot.id()));
      }
    }
    List<Finding> resolved = new ArrayList<>();
    for (int number = 0; number < findings.size(); number++) {
      Findings.Raw raw = findings.get(number);
      List<BlobId> ids =
          switch (raw.harm()) {
            case Harm.Everything _ -> snapshots.stream().map(StoredSnapshot::id).toList();
            case Harm.OneSnapshot one -> List.of(one.snapshot());
            default -> affected.get(number);
          };
      resolved.add(new Finding(raw.object(), raw.damage(), raw.what(), ids));
    }
    return resolved;
  }

  @Override
  public BitSet tree(Tree tree, Function<BlobId, BitSet> subtree) {
    BitSet hit = NONE;
    for (Node node : tree.nodes()) {
      for (BlobId data : node.content()) {
        hit = union(hit, at(BlobType.DATA, data));
      }
      if (node.subtree() != null) {
        hit = union(hit, at(BlobType.TREE, node.subtree()));
        hit = union(hit, subtree.apply(node.subtree()));
      }
    }
    return hit;
  }

  @Override
  public BitSet unreadable(BlobId id) {
    return NONE; // what is wrong with it is found by the reference to it
  }

  /** The findings about a blob itself. */
  private BitSet at(BlobType type, BlobId id) {
    BitSet hit = ofBlob.getOrDefault(new Harm.OneBlob(type, id), NONE);
    List<IndexedBlob> places = index.findAll(type, id);
    if (places.isEmpty()) {
      return union(hit, ofUnknown);
    }
    if (!ofPack.isEmpty()) {
      for (IndexedBlob place : places) {
        hit = union(hit, ofPack.getOrDefault(place.pack(), NONE));
      }
    }
    return hit;
  }

  /** The union, as a new set only where it differs from the first. */
  private static BitSet union(BitSet first, BitSet second) {
    if (second.isEmpty() || first.equals(second)) {
      return first;
    }
    if (first.isEmpty()) {
      return second;
    }
    BitSet both = (BitSet) first.clone();
    both.or(second);
    return both.equals(first) ? first : both;
  }
}
