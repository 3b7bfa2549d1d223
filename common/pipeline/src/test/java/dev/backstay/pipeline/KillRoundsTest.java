package dev.backstay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import dev.backstay.oracle.ResticOracle;
import dev.backstay.store.LocalBlobStore;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import dev.backstay.vault.check.CheckDepth;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills backups, prunes, password rotations and copies at random instants, and looks at what is
 * left. Replay a failure with {@code -Dbackstay.seed}; {@code -Psoak} runs 200 rounds.
 */
@Tag("system")
class KillRoundsTest {
  private static final int ROUNDS = Integer.getInteger("backstay.rounds", 4);
  private static final long SEED = Long.getLong("backstay.seed", 20261120);
  private static final List<String> OPERATIONS =
      List.of("backup", "backup", "backup", "prune", "prune", "rotate", "copy");
  private static final int FILES = 24;
  private static final int MAX_FILE_BYTES = 3 << 20;

  private final Random random = new Random(SEED);

  /** What each snapshot must restore to: the hash of every file. */
  private final Map<BlobId, Map<String, BlobId>> expected = new HashMap<>();

  /** How long each operation took when it was let run, in milliseconds. */
  private final Map<String, Long> durations = new HashMap<>();

  private final Map<String, Integer> killed = new TreeMap<>();

  @TempDir Path directory;
  private Path source;
  private Path repository;
  private Path replica;
  private String password = "password 0";
  private final List<String> replicaPasswords = new ArrayList<>();

  @BeforeEach
  void begin() throws IOException {
    source = Files.createDirectory(directory.resolve("source"));
    repository = directory.resolve("repository");
    replica = directory.resolve("replica");
    for (int i = 0; i < FILES; i++) {
      change(i);
    }
    Vault.init(LocalBlobStore.create(repository), Secret.of(password), KillVictim.options())
        .close();
  }

  @Test
  void whateverIsKilledWhatWasPublishedIsWhole() throws IOException, InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      // Given
      String operation = OPERATIONS.get(random.nextInt(OPERATIONS.size()));
      for (int i = 0; i < 3; i++) {
        change(random.nextInt(FILES));
      }
      String place = "seed " + SEED + " round " + round + " " + operation;

      // When
      boolean wasKilled = run(operation, "password " + (round + 1));

      // Then
      killed.merge(operation + (wasKilled ? " killed" : " finished"), 1, Integer::sum);
      requireWhole(place, round);
    }
    requireOnlyOrphansLeft();
    System.out.printf(
        "kill rounds, seed %d: %s, %d snapshots published%n", SEED, killed, expected.size());
  }

  /** Runs an operation in a process of its own and kills it at a random instant; whether it was. */
  private boolean run(String operation, String nextPassword)
      throws IOException, InterruptedException {
    if (operation.equals("copy") && !Files.exists(replica.resolve("config"))) {
      replicaPasswords.add(password);
    }
    String argument =
        switch (operation) {
          case "backup" -> source.toString();
          case "rotate" -> nextPassword;
          case "copy" -> replica.toString();
          default -> "";
        };
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KillVictim.class.getName(),
                operation,
                repository.toString(),
                password,
                argument)
            .redirectErrorStream(true)
            .start();
    try (var output = process.inputReader()) {
      assertThat(output.readLine()).isEqualTo("opened");
      long started = System.nanoTime();
      long usual = durations.getOrDefault(operation, 1_000L);
      boolean ended = process.waitFor(random.nextLong(usual + usual / 4), TimeUnit.MILLISECONDS);
      if (ended) {
        assertThat(output.lines().toList()).isEqualTo(List.of("done"));
        durations.merge(
            operation, (System.nanoTime() - started) / 1_000_000, (a, b) -> (a + b) / 2);
      } else {
        process.destroyForcibly().waitFor();
        durations.put(operation, usual + usual / 8); // or what takes longer would never end
      }
      password = operation.equals("rotate") ? passwordThatOpens(nextPassword) : password;
      return !ended;
    }
  }

  private String passwordThatOpens(String next) {
    try {
      open(repository, next).close();
      return next;
    } catch (BackstayException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.PASSWORD_WRONG);
      return password;
    }
  }

  private void requireWhole(String place, int round) throws IOException {
    requireSound(place, repository, password);
    try (Vault vault = open(repository, password)) {
      List<StoredSnapshot> all = vault.snapshots().all();
      Map<String, BlobId> now = hashes(source);
      all.forEach(stored -> expected.putIfAbsent(stored.id(), now));
      boolean last = round == ROUNDS - 1;
      for (StoredSnapshot stored : last ? all : pick(all)) {
        requireRestores(place, vault, stored);
      }
    }
    if (Files.exists(replica.resolve("config"))) {
      String opens = replicaPassword();
      requireSound(place, replica, opens);
      try (Vault vault = open(replica, opens)) {
        for (StoredSnapshot stored : pick(vault.snapshots().all())) {
          requireRestores(place, vault, stored);
        }
      }
    }
  }

  /** The newest and a random one. */
  private List<StoredSnapshot> pick(List<StoredSnapshot> all) {
    return all.isEmpty()
        ? List.of()
        : Stream.of(all.getLast(), all.get(random.nextInt(all.size()))).distinct().toList();
  }

  private void requireSound(String place, Path where, String opens) throws IOException {
    try (Vault vault = open(where, opens)) {
      assertThat(vault.check(CheckDepth.READ_DATA, dev.backstay.vault.Progress.SILENT).findings())
          .as(place)
          .isEmpty();
    }
    Path file = Files.writeString(directory.resolve("password"), opens);
    var oracle = new ResticOracle(where, file);
    oracle.run("unlock").orFail();
    oracle.check().orFail();
  }

  /** One of the passwords in use when the replica came to be. */
  private String replicaPassword() {
    for (String candidate : replicaPasswords) {
      try {
        open(replica, candidate).close();
        return candidate;
      } catch (BackstayException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.PASSWORD_WRONG);
      }
    }
    throw new AssertionError("no password opens the replica");
  }

  private void requireRestores(String place, Vault vault, StoredSnapshot stored)
      throws IOException {
    Path target = Files.createTempDirectory(directory, "restore");
    RestoreReport report =
        new SnapshotRestore(vault, InstantSource.system())
            .run(new RestoreRequest(stored, target, List.of(), false, false), Progress.NONE);
    assertThat(report.problems()).as(place).isEmpty();
    assertThat(hashes(target.resolve(source.toString().substring(1))))
        .as(place)
        .isEqualTo(expected.get(stored.id()));
    delete(target);
  }

  private void requireOnlyOrphansLeft() throws IOException {
    try (Vault vault = open(repository, password)) {
      KillVictim.prune(vault);
      KillVictim.prune(vault);
      assertThat(vault.check(CheckDepth.READ_DATA, dev.backstay.vault.Progress.SILENT).notices())
          .isEmpty();
    }
    try (Stream<Path> leftovers = Files.list(repository.resolve(".tmp"))) {
      assertThat(leftovers).isEmpty();
    }
  }

  private static Vault open(Path where, String password) {
    return Vault.open(LocalBlobStore.open(where), Secret.of(password), KillVictim.options());
  }

  private void change(int file) throws IOException {
    byte[] bytes = new byte[random.nextInt(MAX_FILE_BYTES)];
    random.nextBytes(bytes);
    Files.write(source.resolve("file-" + file), bytes);
  }

  private static Map<String, BlobId> hashes(Path root) throws IOException {
    Map<String, BlobId> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        hashes.put(root.relativize(file).toString(), BlobId.hash(Files.readAllBytes(file)));
      }
    }
    return hashes;
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
