package dev.backstay.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.oracle.ResticOracle;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Fault;
import dev.backstay.store.FaultPlan;
import dev.backstay.store.FaultyBlobStore;
import dev.backstay.store.LocalBlobStore;
import dev.backstay.store.RetryPolicy;
import dev.backstay.store.RetryingBlobStore;
import dev.backstay.store.StoreCall;
import dev.backstay.store.StoreOperation;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every call to the store goes wrong once, in every way: a snapshot that was acknowledged is
 * complete all the same, and one that can be seen is, too.
 */
@Tag("system")
@Timeout(600)
class FaultSweepTest {
  private static final RetryPolicy PROMPT =
      new RetryPolicy(5, Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofSeconds(30));

  /** After these a repeated call succeeds. */
  private static final Set<Fault> PASSING =
      Set.of(
          Fault.FAILS_BEFORE,
          Fault.TIMES_OUT_BEFORE,
          Fault.AMBIGUOUS_AFTER,
          Fault.TIMES_OUT_AFTER,
          Fault.TWICE);

  /** Runs wait for locks most of the time. */
  private static final int RUNS_AT_ONCE = 8;

  private static final VaultOptions OPTIONS =
      VaultFixture.options().withCores(1).withPackBytes(4 << 20);

  private final SampleFiles first = SampleFiles.seeded(1);
  private final SampleFiles second = SampleFiles.seeded(1).with("new", noise(2, 30_000));

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Fault.class)
  void acknowledgedSnapshotsAreComplete(Fault fault) throws Exception {
    sweep(fault, store -> store);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void retriedCallsLeaveCompleteSnapshots(Fault fault) throws Exception {
    sweep(fault, store -> RetryingBlobStore.wrap(store, PROMPT, InstantSource.system()))
        .forEach((call, acknowledged) -> {
          if (PASSING.contains(fault)) {
            assertThat(acknowledged).as("%s at %s", fault, call).hasSize(2);
          }
        });
  }

  /** What one run left: its store, and what it acknowledged. */
  private record Run(BlobStore bare, Map<StoredSnapshot, SampleFiles> acknowledged) {}

  private record Pending(StoreCall call, Future<Run> run) {}

  /** How a process sees the store. */
  private interface Wrapping {
    BlobStore around(BlobStore faulty);
  }

  private Map<StoreCall, Map<StoredSnapshot, SampleFiles>> sweep(Fault fault, Wrapping wrapping)
      throws Exception {
    // Given
    List<StoreCall> calls = recordedCalls().stream().filter(call -> touches(fault, call)).toList();

    // When
    List<Pending> runs = new ArrayList<>();
    Map<StoreCall, Map<StoredSnapshot, SampleFiles>> acknowledged = new LinkedHashMap<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(RUNS_AT_ONCE)) {
      for (StoreCall call : calls) {
        Callable<Run> run = () -> run(FaultPlan.onCall(call.number(), fault), wrapping);
        runs.add(new Pending(call, threads.submit(run)));
      }
      // Then
      for (Pending pending : runs) {
        Run run = pending.run().get();
        requireComplete(run, fault + " at " + pending.call());
        acknowledged.put(pending.call(), run.acknowledged());
      }
    }
    return acknowledged;
  }

  private List<StoreCall> recordedCalls() {
    BlobStore bare = VaultFixture.memory();
    VaultFixture.create(bare, OPTIONS);
    FaultyBlobStore recording = FaultyBlobStore.wrap(bare, FaultPlan.none());
    assertThat(backUpTwice(recording)).hasSize(2);
    return recording.calls();
  }

  private static boolean touches(Fault fault, StoreCall call) {
    return switch (fault) {
      case FLIPPED_BIT -> call.operation() == StoreOperation.READ;
      case LOST_ENTRIES -> call.operation() == StoreOperation.LIST;
      case TWICE ->
          call.operation() == StoreOperation.PUT || call.operation() == StoreOperation.DELETE;
      default -> true;
    };
  }

  private Run run(FaultPlan plan, Wrapping wrapping) {
    BlobStore bare = VaultFixture.memory();
    VaultFixture.create(bare, OPTIONS);
    return new Run(bare, backUpTwice(wrapping.around(FaultyBlobStore.wrap(bare, plan))));
  }

  private Map<StoredSnapshot, SampleFiles> backUpTwice(BlobStore store) {
    Map<StoredSnapshot, SampleFiles> acknowledged = new LinkedHashMap<>();
    for (SampleFiles files : List.of(first, second)) {
      String tag = files == second ? "second" : "first";
      try (Vault vault = VaultFixture.open(store, OPTIONS);
          VaultWriter writer = vault.writer()) {
        BlobId tree = files.store(writer);
        acknowledged.put(writer.publish(SampleFiles.snapshot(tree, tag)), files);
      } catch (BackstayException e) {
        assertThat(e.code()).as(e.getMessage()).isNotEqualTo(ErrorCode.INTERNAL);
      }
    }
    return acknowledged;
  }

  private void requireComplete(Run run, String what) throws Exception {
    try {
      Vault vault = VaultFixture.open(run.bare(), OPTIONS);
      List<StoredSnapshot> seen = vault.snapshots().all();
      assertThat(seen).containsAll(run.acknowledged().keySet());
      run.acknowledged().forEach((stored, files) -> files.requireIn(vault, stored));
      for (StoredSnapshot stored : seen) {
        (stored.snapshot().tags().contains("second") ? second : first).requireIn(vault, stored);
      }
      Path copy = Files.createTempDirectory(directory, "vault");
      copy(run.bare(), LocalBlobStore.open(copy));
      Path password = Files.writeString(directory.resolve("password"), "secret");
      new ResticOracle(copy, password).run("check", "--no-lock").orFail();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("after " + what, e);
    }
  }

  private static void copy(BlobStore from, BlobStore to) {
    List<BlobName> names = new ArrayList<>();
    from.list("", stat -> names.add(stat.name()));
    names.forEach(name -> VaultFixture.put(to, name, from.read(name)));
  }

  private static byte[] noise(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
