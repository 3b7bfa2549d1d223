package dev.backstay.pipeline.publication;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.PackContent;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.publication.StagingInventory.Run;
import dev.backstay.pipeline.staging.RunCommit;
import dev.backstay.pipeline.staging.RunManifest;
import dev.backstay.pipeline.staging.RunRecords;
import dev.backstay.pipeline.staging.StagingNames;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.StoredPack;
import dev.backstay.vault.Vault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Takes inventory of staging. Remembers which runs need nothing of it any more, with their packs of
 * directories, which stay: a few hundred bytes each; and what lies in packs of open runs. So a
 * second look costs listings, and reads only what is new. Confined to one thread.
 */
final class InventoryReader {
  private static final JsonFactory JSON = new JsonFactory();

  private final Vault vault;
  private final BlobStore staging;
  private final RunRecords records;
  private final Function<SourceName, Set<DestinationName>> destinations;
  private final Map<BackupId, Set<DestinationName>> settled = new HashMap<>();
  private final Map<BlobId, PackContent> journaled = new HashMap<>();
  private final Set<BlobId> directories = new HashSet<>();

  InventoryReader(Vault vault, Function<SourceName, Set<DestinationName>> destinations) {
    this.vault = vault;
    this.staging = vault.store();
    this.records = new RunRecords(staging);
    this.destinations = destinations;
  }

  /** What lies under the name of one backup. */
  private static final class Traces {
    boolean committed;
    final Set<DestinationName> stored = new HashSet<>();
    final List<BlobName> openings = new ArrayList<>();
    final List<BlobName> journal = new ArrayList<>();
  }

  /** Looks at all of staging. Confirmations are looked at before packs, and runs last. */
  StagingInventory read(Set<DestinationName> known) {
    Map<DestinationName, Set<BlobId>> confirmed = new HashMap<>();
    for (DestinationName destination : known) {
      Set<BlobId> packs = new HashSet<>();
      staging.list(
          StagingNames.confirmed(destination),
          stat -> StagingNames.idOf(stat.name()).ifPresent(packs::add));
      confirmed.put(destination, packs);
    }
    Map<BlobId, Long> packs = new HashMap<>();
    staging.list(
        StagingNames.PACKS,
        stat -> StagingNames.idOf(stat.name()).ifPresent(id -> packs.put(id, stat.size())));
    Map<BackupId, Traces> traces = traces();
    journaled.keySet().retainAll(packs.keySet());
    List<Run> runs = new ArrayList<>();
    traces.forEach((backup, found) -> run(backup, found, packs).ifPresent(runs::add));
    directories.retainAll(packs.keySet());
    packs.keySet().removeAll(directories);
    return new StagingInventory(packs, runs, confirmed);
  }

  private Map<BackupId, Traces> traces() {
    Map<BackupId, Traces> traces = new HashMap<>();
    staging.list(
        StagingNames.RUNS,
        stat ->
            StagingNames.backupOf(stat.name())
                .ifPresent(backup ->
                    sort(backup, stat.name(), traces.computeIfAbsent(backup, _ -> new Traces()))));
    return traces;
  }

  private static void sort(BackupId backup, BlobName name, Traces traces) {
    String value = name.value();
    if (StagingNames.isCommit(name)) {
      traces.committed = true;
    } else if (value.startsWith(StagingNames.stored(backup) + "/")) {
      traces.stored.add(new DestinationName(name.lastSegment()));
    } else if (value.startsWith(StagingNames.openings(backup) + "/")) {
      traces.openings.add(name);
    } else if (value.startsWith(StagingNames.journal(backup) + "/")) {
      traces.journal.add(name);
    }
  }

  /** The run, unless it needs nothing any more. */
  private Optional<Run> run(BackupId backup, Traces traces, Map<BlobId, Long> packs) {
    if (!traces.committed) {
      return Optional.of(openRun(backup, traces));
    }
    if (traces.stored.equals(settled.get(backup))) {
      return Optional.empty();
    }
    Optional<RunCommit> commit = records.commit(backup);
    if (commit.isEmpty()) {
      settled.put(backup, traces.stored); // it was abandoned
      return Optional.empty();
    }
    RunManifest manifest = records.manifest(commit.get());
    Map<BlobId, PackContent> own = new HashMap<>();
    manifest.packs().forEach(pack -> own.put(pack.id(), pack.content()));
    var run = new Run(backup, true, own, destinations.apply(manifest.source()), traces.stored);
    boolean holdsData =
        own.entrySet().stream()
            .anyMatch(
                pack -> pack.getValue() == PackContent.DATA && packs.containsKey(pack.getKey()));
    boolean wanted = !run.destinations().isEmpty() && !run.isStored();
    if (!wanted && !holdsData) {
      settled.put(backup, run.stored());
      own.forEach((pack, content) -> {
        if (content == PackContent.TREE && packs.containsKey(pack)) {
          directories.add(pack);
        }
      });
    }
    return Optional.of(run);
  }

  private Run openRun(BackupId backup, Traces traces) {
    Map<BlobId, PackContent> own = new HashMap<>();
    for (BlobName entry : traces.journal) {
      StagingNames.idOf(entry)
          .ifPresent(pack -> content(pack, entry).ifPresent(content -> own.put(pack, content)));
    }
    Set<DestinationName> wanted = new HashSet<>();
    for (BlobName opening : traces.openings) {
      source(opening).map(destinations).ifPresent(wanted::addAll);
    }
    return new Run(backup, false, own, wanted, Set.of());
  }

  /** What lies in a pack by the journal's word; nothing once the entry is gone. */
  private Optional<PackContent> content(BlobId pack, BlobName entry) {
    PackContent known = journaled.get(pack);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<byte[]> bytes = ifThere(entry);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    boolean trees =
        vault.packsIn(BlobId.hash(bytes.get()), bytes.get()).stream()
            .anyMatch(StoredPack::holdsTrees);
    PackContent content = trees ? PackContent.TREE : PackContent.DATA;
    journaled.put(pack, content);
    return Optional.of(content);
  }

  /** The source that an opening names. */
  private Optional<SourceName> source(BlobName opening) {
    Optional<byte[]> bytes = ifThere(opening);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    try (JsonParser json = JSON.createParser(bytes.get())) {
      if (json.nextToken() == JsonToken.START_OBJECT) {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          boolean isSource = json.currentName().equals("source");
          if (json.nextToken() == JsonToken.VALUE_STRING && isSource) {
            return Optional.of(new SourceName(json.getText()));
          }
          json.skipChildren();
        }
      }
      throw new IOException("it names no source");
    } catch (IOException | IllegalArgumentException e) {
      throw new BackstayException(
          ErrorCode.OBJECT_CORRUPT,
          "%s in staging is damaged: %s".formatted(opening, e.getMessage()),
          e);
    }
  }

  private Optional<byte[]> ifThere(BlobName name) {
    try {
      return Optional.of(staging.read(name));
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.OBJECT_MISSING) {
        return Optional.empty(); // its run has ended since the listing
      }
      throw e;
    }
  }
}
