package dev.backstay.pipeline.pruning;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.PruneId;
import dev.backstay.contract.event.PrunePhase;
import dev.backstay.contract.event.Pruned;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.pipeline.staging.StagingNames;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.store.PutOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads and writes what prunes left in staging. Remembers plans, which never change: a hundred
 * bytes for each backup ever forgotten. Any number of threads may use it.
 */
final class PruneRecords {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int VERSION = 1;

  private final BlobStore staging;
  private final Map<PruneId, PrunePlan> plans = new HashMap<>();

  PruneRecords(BlobStore staging) {
    this.staging = staging;
  }

  /** The traces of one prune in a listing. */
  private static final class Traces {
    final Set<BlobName> names = new HashSet<>();
    final Set<DestinationName> forgotten = new HashSet<>();
    final Set<DestinationName> deleted = new HashSet<>();

    void add(PruneId prune, BlobName name) {
      names.add(name);
      String last = name.lastSegment();
      if (isOf(PrunePhase.FORGOTTEN, prune, name)) {
        forgotten.add(new DestinationName(last));
      } else if (isOf(PrunePhase.DELETED, prune, name)) {
        deleted.add(new DestinationName(last));
      }
    }

    boolean hasObjects(PruneId prune) {
      String folder = StagingNames.pruneObjects(prune) + "/";
      return names.stream().anyMatch(name -> name.value().startsWith(folder));
    }

    private static boolean isOf(PrunePhase phase, PruneId prune, BlobName name) {
      String folder = phase == PrunePhase.FORGOTTEN ? "/forgotten/" : "/deleted/";
      return name.value().equals(StagingNames.PRUNES + "/" + prune + folder + name.lastSegment());
    }
  }

  /** Every prune that has a plan, in the order of their requests. */
  List<PruneState> states() {
    Map<PruneId, Traces> all = new HashMap<>();
    staging.list(
        StagingNames.PRUNES,
        stat ->
            StagingNames.pruneOf(stat.name())
                .ifPresent(prune ->
                    all.computeIfAbsent(prune, _ -> new Traces()).add(prune, stat.name())));
    List<PruneState> states = new ArrayList<>();
    all.forEach((prune, traces) -> {
      if (traces.names.contains(StagingNames.prunePlan(prune))) {
        states.add(
            new PruneState(
                plan(prune),
                traces.names.contains(StagingNames.pruneMarked(prune)),
                traces.names.contains(StagingNames.pruneDeletion(prune)),
                traces.names.contains(StagingNames.pruneSettled(prune)),
                traces.hasObjects(prune),
                traces.forgotten,
                traces.deleted));
      }
    });
    states.sort((a, b) -> a.plan().compareTo(b.plan()));
    return states;
  }

  private PrunePlan plan(PruneId prune) {
    synchronized (plans) {
      PrunePlan known = plans.get(prune);
      if (known != null) {
        return known;
      }
    }
    BlobName name = StagingNames.prunePlan(prune);
    try {
      PrunePlan plan = PrunePlan.decode(staging.read(name));
      synchronized (plans) {
        plans.put(prune, plan);
      }
      return plan;
    } catch (IOException e) {
      throw damaged(name, e);
    }
  }

  /** The plan of a prune, if it has one. */
  Optional<PrunePlan> planOf(PruneId prune) {
    return staging.stat(StagingNames.prunePlan(prune)).map(_ -> plan(prune));
  }

  /** What a prune marked. */
  PruneMark mark(PruneId prune) {
    BlobName name = StagingNames.pruneMarked(prune);
    try {
      return PruneMark.decode(staging.read(name));
    } catch (IOException e) {
      throw damaged(name, e);
    }
  }

  /** Puts a record that never changes; whether this call did, or else found one. */
  boolean create(BlobName name, byte[] content) {
    return staging.put(name, Payload.of(content), PutOptions.ONLY_IF_ABSENT) == PutOutcome.STORED;
  }

  /** Notes that a destination carried out a phase. */
  void done(Pruned step) {
    BlobName name =
        step.phase() == PrunePhase.FORGOTTEN
            ? StagingNames.pruneForgotten(step.prune(), step.destination())
            : StagingNames.pruneDeleted(step.prune(), step.destination());
    var _ = create(name, encode(step));
  }

  private static byte[] encode(Pruned step) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("version", VERSION);
      json.writeNumberField("snapshots", step.snapshots());
      json.writeNumberField("packs", step.packs());
      json.writeNumberField("bytes", step.bytesFreed());
      json.writeStringField("at", step.at().toString());
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  private BackstayException damaged(BlobName name, IOException cause) {
    return new BackstayException(
        ErrorCode.OBJECT_CORRUPT,
        "%s in staging at %s is damaged: %s"
            .formatted(name, staging.location(), cause.getMessage()),
        cause);
  }
}
