package dev.backstay.pipeline.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.Secret;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.ForgottenBackup;
import dev.backstay.contract.event.ObjectHash;
import dev.backstay.contract.event.PruneId;
import dev.backstay.contract.event.PruneRequested;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.publication.Place;
import dev.backstay.pipeline.publication.Publication;
import dev.backstay.pipeline.publication.PublicationListener;
import dev.backstay.pipeline.publication.PublicationReport;
import dev.backstay.pipeline.publication.Route;
import dev.backstay.pipeline.staging.CommittedRun;
import dev.backstay.pipeline.staging.DedupScope;
import dev.backstay.pipeline.staging.NoiseWork;
import dev.backstay.pipeline.staging.RunListener;
import dev.backstay.pipeline.staging.RunOrder;
import dev.backstay.pipeline.staging.StagedVault;
import dev.backstay.pipeline.staging.StagingLimit;
import dev.backstay.pipeline.staging.SwitchedStore;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.MemoryBlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.vault.LockHolder;
import dev.backstay.vault.LockPace;
import dev.backstay.vault.Progress;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultOptions;
import dev.backstay.vault.check.CheckDepth;
import dev.backstay.vault.check.CheckReport;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A vault in staging with destinations, in any stores, made anew as often as wanted. */
final class PrunedVault {
  static final String PASSWORD = "correct horse";
  static final SourceName ALPHA = new SourceName("alpha");
  static final SourceName BETA = new SourceName("beta");

  private static final int FILE_BYTES = 20_000;
  private static final int CHUNK_BYTES = 8 << 10;
  private static final VaultOptions OPTIONS =
      new VaultOptions(
          Optional.empty(),
          1,
          4 << 20,
          new VaultOptions.Crew(1, 4, 1),
          new LockHolder("host", "user", ProcessHandle.current().pid()),
          new LockPace(Duration.ofMillis(1), Duration.ofMinutes(5), Duration.ofSeconds(20)),
          InstantSource.system(),
          new SecureRandom());

  private static final MemoryBlobStore EMPTY = memory();
  private static final SwitchedStore STAGING = new SwitchedStore(EMPTY);
  private static final Vault VAULT = Vault.init(STAGING, Secret.of(PASSWORD), OPTIONS);

  private final BlobStore staging;
  private final Map<String, Place> places = new HashMap<>();
  private int runs;
  private int prunes;

  /** An empty vault. */
  PrunedVault(BlobStore staging, Map<String, BlobStore> destinations) {
    this.staging = staging;
    copy(EMPTY, staging);
    destinations.forEach(
        (name, store) -> places.put(name, new Place(new DestinationName(name), store)));
    STAGING.to(staging);
  }

  static MemoryBlobStore memory() {
    return new MemoryBlobStore(InstantSource.system());
  }

  /** Everything in memory, with the same history as this. */
  PrunedVault cloned() {
    var staging = memory();
    copy(this.staging, staging);
    Map<String, BlobStore> destinations = new HashMap<>();
    places.forEach((name, place) -> {
      var store = memory();
      copy(place.store(), store);
      destinations.put(name, store);
    });
    return new PrunedVault(staging, destinations);
  }

  private static void copy(BlobStore from, BlobStore to) {
    List<BlobName> names = new ArrayList<>();
    from.list("", stat -> names.add(stat.name()));
    names.forEach(name -> {
      var _ = to.put(name, Payload.of(from.read(name)), PutOptions.REPLACE);
    });
  }

  BlobStore staging() {
    return staging;
  }

  /** Lets all that follows see staging through another store. */
  void seeStagingAs(BlobStore store) {
    STAGING.to(store);
  }

  StagedVault staged() {
    return StagedVault.of(VAULT, StagingLimit.of(1L << 40));
  }

  Place place(String name) {
    return places.getOrDefault(name, new Place(new DestinationName(name), EMPTY));
  }

  Set<String> places() {
    return new TreeSet<>(places.keySet());
  }

  Pruning pruning() {
    return new Pruning(staged());
  }

  CommittedRun run(SourceName source, Integer... seeds) {
    return run(source, Set.copyOf(Arrays.asList(seeds)), () -> {});
  }

  CommittedRun run(SourceName source, Set<Integer> seeds, Runnable beforeCommit) {
    return run(source, "run-" + runs++, seeds, beforeCommit);
  }

  CommittedRun run(SourceName source, String key, Set<Integer> seeds, Runnable beforeCommit) {
    return run(source, key, DedupScope.EVERYTHING, filesOf(seeds, beforeCommit));
  }

  /** A file of noise for each seed. */
  static NoiseWork filesOf(Set<Integer> seeds, Runnable beforeCommit) {
    NavigableMap<String, byte[]> files = new TreeMap<>();
    seeds.forEach(seed -> files.put("file-" + seed, NoiseWork.noise(seed, FILE_BYTES)));
    return new NoiseWork(files, CHUNK_BYTES, beforeCommit);
  }

  CommittedRun run(SourceName source, String key, DedupScope scope, NoiseWork work) {
    var order =
        new RunOrder(BackupId.manual(source, key), 1, source, BackupKind.FULL, "worker", scope);
    return staged().run(order, RunListener.NONE, work);
  }

  PublicationReport publish(CommittedRun run, String destination) {
    List<Place> siblings =
        places.values().stream().filter(place -> !place.equals(place(destination))).toList();
    var route = new Route(VAULT, place(destination), siblings, pruning().history());
    return new Publication(route, PublicationListener.NONE).run(run.commit().backup());
  }

  void publishEverywhere(CommittedRun... runs) {
    for (CommittedRun run : runs) {
      places.keySet().forEach(name -> publish(run, name));
    }
  }

  static ForgottenBackup backup(CommittedRun run) {
    return new ForgottenBackup(
        run.commit().backup(), new ObjectHash(run.commit().snapshot().hex()));
  }

  PruneRequested request(CommittedRun survivor, CommittedRun... forgotten) {
    int number = prunes++;
    return new PruneRequested(
        PruneId.of("prune", Integer.toString(number)),
        survivor.commit().source(),
        Arrays.stream(forgotten).map(PrunedVault::backup).toList(),
        backup(survivor),
        Instant.parse("2026-02-03T04:05:06Z").plusSeconds(number));
  }

  /** Begins a prune. */
  PruneRequested begin(CommittedRun survivor, CommittedRun... forgotten) {
    PruneRequested request = request(survivor, forgotten);
    pruning().begin(request);
    return request;
  }

  Pruning.Applied apply(String destination) {
    return pruning().apply(place(destination), _ -> {});
  }

  /** Two rounds, so that the first destination learns what the last one made possible. */
  void applyEverywhere() {
    places().forEach(this::apply);
    places().forEach(this::apply);
  }

  /** The names of everything in a store but locks. */
  static Set<String> names(BlobStore store, String prefix) {
    Set<String> names = new TreeSet<>();
    store.list(prefix, stat -> names.add(stat.name().value()));
    names.removeIf(name -> name.startsWith("locks/"));
    return names;
  }

  Set<String> names(String destination, String prefix) {
    return names(place(destination).store(), prefix);
  }

  static String snapshot(CommittedRun run) {
    return "snapshots/" + run.commit().snapshot().hex();
  }

  /** Lets something happen once, right after a destination was given an object. */
  void interpose(String destination, BlobName name, Runnable event) {
    Place bare = place(destination);
    places.put(destination, new Place(bare.name(), new Interposed(bare.store(), name, event)));
  }

  /** Removes the locks of those that died. */
  void unlock() {
    STAGING.to(staging);
    List<BlobStore> stores = new ArrayList<>(List.of(staging));
    places.values().forEach(place -> stores.add(place.store()));
    for (BlobStore store : stores) {
      List<BlobName> locks = new ArrayList<>();
      store.list("locks", stat -> locks.add(stat.name()));
      locks.forEach(store::delete);
    }
  }

  /** Fails unless every snapshot at a destination is complete, byte for byte. */
  void requireSound(String destination, String description) {
    BlobStore store = place(destination).store();
    if (store.stat(BlobName.of("config")).isEmpty()) {
      return;
    }
    STAGING.to(store);
    try {
      CheckReport report = VAULT.check(CheckDepth.READ_DATA, Progress.SILENT);
      assertThat(report.findings()).as(destination + ": " + description).isEmpty();
    } finally {
      STAGING.to(staging);
    }
  }

  /** Fails unless all destinations hold the same, with these snapshots and no others. */
  void requireAlike(String description, CommittedRun... alive) {
    Set<String> snapshots = new TreeSet<>();
    for (CommittedRun run : alive) {
      snapshots.add(snapshot(run));
    }
    Set<String> first = names(places().iterator().next(), "");
    for (String name : places()) {
      requireSound(name, description);
      assertThat(names(name, "snapshots")).as(name + ": " + description).isEqualTo(snapshots);
      assertThat(names(name, "")).as(name + ": " + description).isEqualTo(first);
    }
    assertThat(names(staging, "snapshots")).as("staging: " + description).isEqualTo(snapshots);
    assertThat(names(staging, "index"))
        .as("staging: " + description)
        .isEqualTo(names(places().iterator().next(), "index"));
  }
}
