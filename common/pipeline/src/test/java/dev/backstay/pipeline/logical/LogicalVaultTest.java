package dev.backstay.pipeline.logical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.Secret;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.logical.DumpSelection;
import dev.backstay.engine.postgres.logical.LogicalCapture;
import dev.backstay.engine.postgres.logical.RestoreOrder;
import dev.backstay.engine.postgres.logical.RestoreOrder.Existing;
import dev.backstay.engine.postgres.logical.RestoreOrder.Relocation;
import dev.backstay.engine.postgres.logical.RestoreOrder.Scope;
import dev.backstay.engine.postgres.logical.RestoreResult;
import dev.backstay.engine.postgres.logical.Spool;
import dev.backstay.engine.postgres.logical.TableName;
import dev.backstay.oracle.ResticOracle;
import dev.backstay.pipeline.Progress;
import dev.backstay.pipeline.staging.CommittedRun;
import dev.backstay.pipeline.staging.DedupScope;
import dev.backstay.pipeline.staging.RunListener;
import dev.backstay.pipeline.staging.RunOrder;
import dev.backstay.pipeline.staging.StagedVault;
import dev.backstay.pipeline.staging.StagingLimit;
import dev.backstay.postgres.fixture.TestCluster;
import dev.backstay.store.LocalBlobStore;
import dev.backstay.store.MemoryBlobStore;
import dev.backstay.vault.LockHolder;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases on their way into a vault and out of it, on Debian's complete PostgreSQL 15. */
@Tag("system")
final class LogicalVaultTest {
  private static final int MAJOR = 15;
  private static final Secret PASSWORD = Secret.of("correct horse");
  private static final String SUMS =
      "SELECT count(*), sum(hashtextextended(a::text, 0)) FROM accounts a";

  @TempDir static Path temp;

  private static TestCluster cluster;

  private final VaultOptions options =
      VaultOptions.defaults(
          new LockHolder("host", "user", ProcessHandle.current().pid()),
          InstantSource.system(),
          new SecureRandom());

  @BeforeAll
  static void make() {
    cluster = TestCluster.initialize(temp.resolve("cluster"), MAJOR);
    cluster.sql("CREATE DATABASE bank");
    cluster.sqlIn(
        "bank",
        "CREATE TABLE accounts (id int PRIMARY KEY, balance int, filler text)",
        "INSERT INTO accounts SELECT i, 0, repeat(md5(i::text), 3) FROM generate_series(1, 100000)"
            + " i",
        "CREATE TABLE history (id bigserial, account int REFERENCES accounts, note text)",
        "INSERT INTO history (account, note) SELECT i, md5(i::text) FROM generate_series(1, 50000)"
            + " i");
  }

  @AfterAll
  static void end() {
    cluster.close();
  }

  private static LogicalRequest request(boolean schemaOnly) {
    var setting =
        new LogicalCapture.Setting(
            PostgresAddress.parse(cluster.superuserUrl()),
            new DumpSelection(List.of("bank"), List.of(), true, schemaOnly, true, 2),
            temp.resolve("spool"),
            Spool.DEFAULT_LIMIT_BYTES,
            List.of());
    return new LogicalRequest(setting, "db", List.of("nightly"));
  }

  private LogicalReport backup(Vault vault) {
    return new LogicalBackup(vault, InstantSource.system()).run(request(false), Progress.NONE);
  }

  private RestoreResult restore(Vault vault, String database, Scope scope) {
    var order =
        new RestoreOrder(
            "bank",
            PostgresAddress.parse(cluster.superuserUrl()).withDatabase(database),
            scope,
            Existing.KEEP,
            Optional.empty(),
            true,
            true,
            2);
    var restore =
        new LogicalRestore(vault, InstantSource.system(), temp.resolve("spool"), List.of());
    return restore.run(restore.find("latest"), order, Progress.NONE);
  }

  @Test
  void secondDumpAfterSmallChangesStoresLittleAndBothComeBackByStockPrograms()
      throws IOException, InterruptedException {
    // Given
    Path repository = temp.resolve("repository");
    Path password = Files.writeString(temp.resolve("password"), PASSWORD.text());
    ResticOracle oracle = new ResticOracle(repository, password);
    List<List<String>> before = cluster.queryIn("bank", SUMS);
    LogicalReport first;
    LogicalReport second;

    // When
    try (Vault vault = Vault.init(LocalBlobStore.create(repository), PASSWORD, options)) {
      first = backup(vault);
      cluster.sqlIn("bank", "UPDATE accounts SET balance = 7 WHERE id = 50000");
      cluster.sqlIn("bank", "INSERT INTO history (account, note) VALUES (1, 'one more')");
      second = backup(vault);
    }

    // Then
    assertThat(first.bytesProcessed()).isGreaterThan(10 << 20);
    assertThat(second.parent()).contains(first.snapshot().id());
    assertThat(second.bytesAdded()).isLessThan(first.bytesAdded() / 10);
    assertThat(second.rows()).isEqualTo(150_001);
    assertThat(second.snapshot().snapshot().tags())
        .contains("nightly", LogicalBackup.TAG, "system:" + second.dump().system());
    oracle.check().orFail();

    Path restored = temp.resolve("restored");
    oracle.restore(first.snapshot().id().hex(), restored).orFail();
    cluster.sql("CREATE DATABASE stock");
    Process process =
        cluster.client(
            "pg_restore",
            temp.resolve("pg_restore.log"),
            "--dbname=stock",
            "--exit-on-error",
            "--jobs=2",
            restored.resolve("dump/bank").toString());
    assertThat(process.waitFor()).as(Files.readString(temp.resolve("pg_restore.log"))).isZero();
    assertThat(cluster.queryIn("stock", SUMS)).isEqualTo(before);
    assertThat(restored.resolve("globals.sql")).content().contains("CREATE ROLE backstay");
    assertThat(temp.resolve("spool")).isEmptyDirectory();
  }

  @Test
  void databaseAndTableComeBackFromTheVaultAlone() {
    Path repository = temp.resolve("restorable");
    try (Vault vault = Vault.init(LocalBlobStore.create(repository), PASSWORD, options)) {
      // Given
      backup(vault);

      // When
      RestoreResult whole = restore(vault, "again", new Scope.Whole());
      RestoreResult table =
          restore(
              vault,
              "again",
              new Scope.Tables(
                  List.of(new TableName("public", "history")),
                  Optional.of(new Relocation(Optional.of("recovered"), Optional.empty()))));

      // Then
      assertThat(whole.problems()).isEmpty();
      assertThat(table.problems()).isEmpty();
      assertThat(cluster.queryIn("again", SUMS)).isEqualTo(cluster.queryIn("bank", SUMS));
      assertThat(cluster.queryIn("again", "SELECT * FROM recovered.history ORDER BY id"))
          .isEqualTo(cluster.queryIn("bank", "SELECT * FROM history ORDER BY id"));
    }
  }

  @Test
  void dumpOfDefinitionsIsTheWorkOfARun() {
    // Given
    SourceName source = new SourceName("bank");
    var store = new MemoryBlobStore(InstantSource.system());
    var order =
        new RunOrder(
            BackupId.manual(source, "one"),
            1,
            source,
            BackupKind.SCHEMA,
            "worker",
            DedupScope.EVERYTHING);
    try (StagedVault staged =
        StagedVault.of(Vault.init(store, PASSWORD, options), StagingLimit.of(1L << 30))) {
      var backup = new LogicalBackup(staged.vault(), InstantSource.system());

      // When
      CommittedRun run =
          staged.run(
              order,
              RunListener.NONE,
              new LogicalWork(backup, order, request(true), Progress.NONE));

      // Then
      assertThat(run.manifest().facts().kind()).isEqualTo(BackupKind.SCHEMA);
      assertThat(run.manifest().facts().tags())
          .contains("source:bank", "kind:schema", LogicalBackup.TAG, LogicalBackup.SCHEMA_TAG);
      assertThat(run.manifest().facts().figures().files()).isEqualTo(3); // toc, globals, record
    }
  }

  @Test
  void snapshotOfSomethingElseIsRefusedByName() {
    Path repository = temp.resolve("empty");
    try (Vault vault = Vault.init(LocalBlobStore.create(repository), PASSWORD, options)) {
      assertThatThrownBy(() -> restore(vault, "nowhere", new Scope.Whole()))
          .hasMessageContaining("holds no logical backup");
    }
  }
}
