package dev.backstay.testing.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.catalog.projection.Projector;
import dev.backstay.contract.Secret;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventType;
import dev.backstay.contract.event.ObjectHash;
import dev.backstay.contract.event.Trigger;
import dev.backstay.contract.event.Uploaded;
import dev.backstay.contract.event.Verified;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.Policy;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.oracle.ResticOracle;
import dev.backstay.policy.PolicyReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every event twice and in any order, workers that die, a destination that is away: each backup
 * ends up whole, proven and published once at every destination. {@code -Dbackstay.seed} replays
 * one.
 */
@Tag("system")
final class PipelineSimulationTest {
  private static final List<SourceName> SOURCES =
      List.of(new SourceName("one"), new SourceName("two"));
  private static final List<DestinationName> PLACES =
      List.of(new DestinationName("near"), new DestinationName("far"), new DestinationName("away"));
  private static final int BACKUPS_A_SEED = 5;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir Path directory;

  static Stream<Long> seeds() {
    Long given = Long.getLong("backstay.seed");
    if (given != null) {
      return Stream.of(given);
    }
    // Four rounds in the usual build are two seeds; -Psoak makes twenty times as many.
    int seeds = Math.max(1, Integer.getInteger("backstay.rounds", 4) / 2);
    return IntStream.range(0, seeds).mapToObj(seed -> 20261120L + seed);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyBackupEndsUpOnceAndWholeAtEveryDestination(long seed)
      throws IOException, InterruptedException {
    // Given
    var random = new Random(seed);
    Path password = Files.writeString(directory.resolve("password"), "simulated");
    Map<BackupId, Map<String, String>> expected = new HashMap<>();
    try (var platform =
        new SimulatedPlatform(directory, policy(), Secret.of("simulated"), new Random(seed + 1))) {
      platform.startAll();

      // When
      for (int i = 0; i < BACKUPS_A_SEED; i++) {
        SourceName source = SOURCES.get(random.nextInt(SOURCES.size()));
        change(source, random);
        BackupId backup = BackupId.manual(source, "simulated-" + i);
        expected.put(backup, contents(source));
        if (i > 0) { // the first backup makes the vault, for which all destinations are asked
          platform.store(PLACES.getLast()).reachable(random.nextInt(3) > 0);
        }
        request(platform, backup, source);
        int deaths = random.nextInt(4);
        for (int death = 0; death < deaths; death++) {
          Thread.sleep(random.nextInt(250));
          platform.killAndReplace(random.nextInt(platform.processes()));
        }
        awaitDump(platform, backup, seed);
      }
      platform.store(PLACES.getLast()).reachable(true);
      awaitProofs(platform, expected.keySet(), seed);

      // Then
      for (DestinationName place : PLACES) {
        var restic = new ResticOracle(platform.at(place), password);
        assertThat(restic.run("unlock", "--remove-all").output()).isNotNull();
        assertThat(restic.check().exitStatus()).as("%s, seed %s", place, seed).isZero();
        for (BackupId backup : expected.keySet()) {
          verifyOnce(restic, backup, expected.get(backup), place, seed);
        }
      }
      verifyProjection(platform, random);
    }
  }

  private Policy policy() throws IOException {
    var text = new StringBuilder("vault:\n  password: ${env:UNUSED}\ndestinations:\n");
    for (DestinationName place : PLACES) {
      text.append(
          "  %s:%n    kind: local%n    path: %s%n"
              .formatted(place, directory.resolve(place.value())));
    }
    text.append("sources:\n");
    for (SourceName source : SOURCES) {
      Files.createDirectories(tree(source));
      text.append(
          "  %s:%n    kind: files%n    paths: [%s]%n    verification:%n      newest: L1%n"
              .formatted(source, tree(source)));
    }
    return new PolicyReader()
        .read("policy", text.toString().getBytes(StandardCharsets.UTF_8))
        .orThrow();
  }

  private Path tree(SourceName source) {
    return directory.resolve("source-" + source);
  }

  private void change(SourceName source, Random random) throws IOException {
    for (int i = 0; i < 3; i++) {
      byte[] bytes = new byte[1 + random.nextInt(300_000)];
      random.nextBytes(bytes);
      Path file =
          tree(source).resolve("folder-" + random.nextInt(3)).resolve("file-" + random.nextInt(9));
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    }
  }

  private Map<String, String> contents(SourceName source) throws IOException {
    return contents(tree(source));
  }

  private static Map<String, String> contents(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      Map<String, String> contents = new HashMap<>();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(
            tree.relativize(file).toString(),
            dev.backstay.vault.BlobId.hash(Files.readAllBytes(file)).hex());
      }
      return contents;
    }
  }

  private static void request(SimulatedPlatform platform, BackupId backup, SourceName source) {
    platform
        .events()
        .publish(
            Event.of(
                "/backstay/simulation",
                Instant.now(),
                new BackupRequested(
                    backup,
                    1,
                    source,
                    BackupKind.INCREMENTAL,
                    Instant.now(),
                    Trigger.MANUAL,
                    List.of())));
  }

  private static void awaitDump(SimulatedPlatform platform, BackupId backup, long seed)
      throws InterruptedException {
    await(
        () ->
            platform.events().all(EventType.DUMP_COMPLETED).stream()
                .anyMatch(event -> event.data().identity().getFirst().equals(backup.toString())),
        "dump of " + backup + ", seed " + seed);
  }

  private static void awaitProofs(SimulatedPlatform platform, Set<BackupId> backups, long seed)
      throws InterruptedException {
    await(
        () -> {
          Set<String> proven =
              platform.events().all(EventType.VERIFIED).stream()
                  .map(event -> (Verified) event.data())
                  .map(proof -> proof.backup() + " " + proof.destination())
                  .collect(Collectors.toCollection(HashSet::new));
          return proven.size() == backups.size() * PLACES.size() && platform.isIdle();
        },
        "proofs everywhere, seed " + seed);
    assertThat(platform.events().all(EventType.VERIFICATION_FAILED)).isEmpty();
    assertThat(platform.events().all(EventType.MESSAGE_PARKED)).isEmpty();
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition, String what) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("no " + what).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  private void verifyOnce(
      ResticOracle restic,
      BackupId backup,
      Map<String, String> expected,
      DestinationName place,
      long seed)
      throws IOException {
    String tag = "backup:" + backup;
    String snapshots = restic.run("snapshots", "--json", "--tag", tag).output();
    assertThat(snapshots.split("\"short_id\"", -1))
        .as("%s at %s, seed %s", backup, place, seed)
        .hasSize(2);
    Path target = directory.resolve("restored-" + place + "-" + backup);
    assertThat(
            restic
                .run("restore", "latest", "--tag", tag, "--target", target.toString())
                .exitStatus())
        .isZero();
    SourceName source =
        SOURCES.stream()
            .filter(name -> Files.isDirectory(below(target, name)))
            .findFirst()
            .orElseThrow();
    assertThat(contents(below(target, source)))
        .as("%s at %s, seed %s", backup, place, seed)
        .isEqualTo(expected);
  }

  private Path below(Path target, SourceName source) {
    return target.resolve(Path.of("/").relativize(tree(source)));
  }

  /** Whatever order they come in, the events lead to one state of the catalog. */
  private static void verifyProjection(SimulatedPlatform platform, Random random) {
    List<Event<?>> all = new ArrayList<>();
    for (EventType type : EventType.values()) {
      all.addAll(platform.events().all(type));
    }
    var inOrder = Projector.fold(Map.of(), all);
    Collections.shuffle(all, random);
    assertThat(Projector.fold(Map.of(), all)).isEqualTo(inOrder);
    Map<ObjectHash, Set<BackupId>> snapshots = new HashMap<>();
    for (Event<?> event : platform.events().all(EventType.UPLOADED)) {
      Uploaded upload = (Uploaded) event.data();
      snapshots.computeIfAbsent(upload.snapshot(), _ -> new HashSet<>()).add(upload.backup());
    }
    assertThat(snapshots.values()).allSatisfy(backups -> assertThat(backups).hasSize(1));
  }
}
