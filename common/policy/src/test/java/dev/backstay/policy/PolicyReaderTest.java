package dev.backstay.policy;

import static dev.backstay.policy.PolicyFiles.MINIMAL;
import static dev.backstay.policy.PolicyFiles.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ByteSize;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.BlackoutWindow;
import dev.backstay.contract.policy.CronExpression;
import dev.backstay.contract.policy.Destination;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.Drills;
import dev.backstay.contract.policy.Location;
import dev.backstay.contract.policy.Objective;
import dev.backstay.contract.policy.Objectives;
import dev.backstay.contract.policy.Origin;
import dev.backstay.contract.policy.Policy;
import dev.backstay.contract.policy.Protection;
import dev.backstay.contract.policy.Retention;
import dev.backstay.contract.policy.S3Bucket;
import dev.backstay.contract.policy.S3Storage;
import dev.backstay.contract.policy.Scenario;
import dev.backstay.contract.policy.Schedule;
import dev.backstay.contract.policy.SecretReference.SecretFile;
import dev.backstay.contract.policy.SecretReference.Variable;
import dev.backstay.contract.policy.Source;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.VaultSettings;
import dev.backstay.contract.policy.Verification;
import dev.backstay.contract.policy.VerificationLevel;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyReaderTest {
  private static final DestinationName LOCAL = new DestinationName("local");
  private static final Protection BUILT_IN =
      new Protection(
          List.of(LOCAL),
          new Schedule(Map.of(), ZoneId.of("UTC"), List.of()),
          new Retention(30, 1, new Retention.Generations(7, 4, 12, 0), List.of(), 30, false),
          new Objectives(new Objective(Optional.empty(), Optional.empty()), Map.of()),
          new Verification(
              VerificationLevel.L1, VerificationLevel.L2, Duration.ofHours(24), List.of()),
          new Drills(true, new CronExpression("0 3 1 * *")));

  @Test
  void everyDefaultIsPinned() {
    Policy policy =
        policy(
            MINIMAL
                + """
                  pg: {kind: postgres, url: "${env:PG}"}
                  kv: {kind: redis, url: "${file:/run/secrets/kv}"}
                  docs: {kind: bucket, bucket: documents}
                """);

    assertThat(policy)
        .isEqualTo(
            new Policy(
                new VaultSettings(new Variable("PASSWORD"), 1, ByteSize.ofMebi(16), List.of()),
                List.of(
                    new Destination(
                        LOCAL, new Location.Local(Path.of("/srv/vault")), Optional.empty())),
                List.of(
                    source(
                        "etc",
                        new Origin.Files(List.of(Path.of("/etc")), List.of(), List.of(), false)),
                    source(
                        "pg",
                        new Origin.Postgres(
                            new Variable("PG"),
                            new Origin.Postgres.Wal(true, "backstay_pg", 1, false),
                            new Origin.Postgres.Physical(
                                2, Duration.ofDays(30), Origin.Postgres.Access.AUTO),
                            new Origin.Postgres.Logical(List.of(), List.of(), true),
                            Optional.empty())),
                    source("kv", new Origin.Redis(new SecretFile(Path.of("/run/secrets/kv")))),
                    source(
                        "docs",
                        new Origin.Bucket(
                            new S3Bucket(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                "documents",
                                "",
                                Optional.empty()))))));
  }

  private static Source source(String name, Origin origin) {
    return new Source(new SourceName(name), origin, BUILT_IN);
  }

  @Test
  void defaultsOfDestinationsArePinned() {
    String places =
        """
        vault: {password: "${env:P}"}
        destinations:
          s3: {kind: s3, bucket: backups}
          sftp: {kind: sftp, host: h, user: u, path: /p, password: "${env:P}"}
        sources: {etc: {kind: files, paths: [/etc]}}
        """;

    assertThat(policy(places).destinations())
        .extracting(Destination::location)
        .containsExactly(
            new Location.S3(
                new S3Bucket(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    "backups",
                    "",
                    Optional.empty()),
                new S3Storage(
                    S3Storage.Encryption.BUCKET_DEFAULT,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty())),
            new Location.Sftp(
                "h",
                22,
                "u",
                "/p",
                Optional.empty(),
                Optional.of(new Variable("P")),
                Optional.empty()));
  }

  @Test
  void exampleOfTheDocsIsAPolicy() throws IOException {
    PolicyReading reading = new PolicyReader().read(PolicyFiles.EXAMPLE);

    Policy policy = reading.orThrow();
    assertThat(policy.sources())
        .extracting(source -> source.name().value())
        .containsExactly("orders", "sessions", "documents", "configuration");
    assertThat(policy.destinations())
        .extracting(destination -> destination.name().value())
        .containsExactly("local", "cloud", "offsite");
    assertThat(policy.destination(new DestinationName("cloud")).orElseThrow().maxRate())
        .contains(ByteSize.ofMebi(100));
    assertThat(((PolicyReading.Accepted) reading).secrets())
        .extracting(use -> use.position().keyPath() + " " + use.reference())
        .startsWith(
            "vault.password ${file:/run/secrets/backstay-password}",
            "destinations.cloud.access-key-id ${env:BACKSTAY_S3_KEY_ID}");
  }

  @Test
  void sourcesInheritKeyByKeyAndOverrideKeyByKey() throws IOException {
    Policy policy = new PolicyReader().read(PolicyFiles.EXAMPLE).orThrow();

    Source orders = policy.source(new SourceName("orders")).orElseThrow();
    assertThat(orders.protection().destinations()).hasSize(3);
    assertThat(orders.protection().schedule())
        .isEqualTo(
            new Schedule(
                Map.of(
                    BackupKind.FULL, new CronExpression("30 2 * * *"),
                    BackupKind.INCREMENTAL, new CronExpression("0 */4 * * *"),
                    BackupKind.LOGICAL, new CronExpression("0 5 * * sun"),
                    BackupKind.SCHEMA, new CronExpression("15 5 * * *")),
                ZoneId.of("Europe/Berlin"),
                List.of(
                    new BlackoutWindow(
                        EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                        LocalTime.of(8, 45),
                        LocalTime.of(9, 15)))));
    assertThat(orders.protection().retention())
        .isEqualTo(
            new Retention(
                30, 1, new Retention.Generations(7, 4, 12, 7), List.of("audit"), 14, false));
    Objectives objectives = orders.protection().objectives();
    assertThat(objectives.in(Scenario.SINGLE_TABLE))
        .isEqualTo(promise(Duration.ofSeconds(5), Duration.ofMinutes(30)));
    assertThat(objectives.in(Scenario.SITE_LOSS))
        .isEqualTo(promise(Duration.ofMinutes(1), Duration.ofHours(2)));
    assertThat(objectives.in(Scenario.SERVER_LOSS))
        .isEqualTo(promise(Duration.ofSeconds(5), Duration.ofMinutes(15)));
  }

  @Test
  void defaultsThatMeanNothingToAKindAreNotInherited() {
    Policy policy =
        policy(
            MINIMAL
                + """
                defaults:
                  schedule: {logical: "0 5 * * *", full: "0 1 * * *"}
                  objectives: {single-table: {rto: 1m}, rto: 1h}
                """);

    Protection etc = policy.sources().getFirst().protection();
    assertThat(etc.schedule().due()).containsOnlyKeys(BackupKind.FULL);
    assertThat(etc.objectives().exceptions()).isEmpty();
    assertThat(etc.objectives().general().rto()).contains(Duration.ofHours(1));
  }

  @Test
  void queriesMakeTheNewestBackupProvenByThem() {
    Policy policy =
        policy(
            MINIMAL
                + """
                  pg:
                    kind: postgres
                    url: ${env:PG}
                    verification: {queries: [{name: rows, sql: SELECT 1, expect: "1"}]}
                """);

    assertThat(policy.sources().getLast().protection().verification().newest())
        .isEqualTo(VerificationLevel.L3);
  }

  @Test
  void optionsOfS3AreRead() {
    Policy policy =
        policy(
            """
            vault: {password: "${env:P}"}
            destinations:
              gcs:
                kind: s3
                endpoint: https://storage.example.org
                bucket: b-1
                prefix: a/b
                path-style: true
                sse: AES256
                storage-class: NEARLINE
                object-lock: {mode: compliance, keep: P30D}
                access-key-id: ${env:ID}
                secret-access-key: ${file:/run/secrets/key}
            sources: {etc: {kind: files, paths: [/etc]}}
            """);

    assertThat(policy.destinations().getFirst().location())
        .isEqualTo(
            new Location.S3(
                new S3Bucket(
                    Optional.of(URI.create("https://storage.example.org")),
                    Optional.empty(),
                    Optional.of(true),
                    "b-1",
                    "a/b",
                    Optional.of(
                        new S3Bucket.Credentials(
                            new Variable("ID"), new SecretFile(Path.of("/run/secrets/key"))))),
                new S3Storage(
                    S3Storage.Encryption.AES256,
                    Optional.empty(),
                    Optional.of("NEARLINE"),
                    Optional.of(
                        new S3Storage.ObjectLock(
                            S3Storage.ObjectLock.Mode.COMPLIANCE, Duration.ofDays(30))))));
  }

  @Test
  void anchorsMayBeReused() {
    assertThat(
            policy(MINIMAL.replace("[/etc]", "&p [/etc]") + "  opt: {kind: files, paths: *p}\n")
                .sources())
        .hasSize(2);
  }

  @Test
  void charactersBeyondTheBasicPlaneMayStandAnywhere() {
    for (int padding = 700; padding < 1050; padding++) {
      assertThat(policy(MINIMAL + "# " + "x".repeat(padding) + "\uD83D\uDE00\n")).isNotNull();
    }
  }

  @Test
  void everyProblemIsInOneException() {
    PolicyReading reading =
        PolicyFiles.read(MINIMAL.replace("paths", "pats").replace("kind: local", "kind: lokal"));

    assertThatThrownBy(reading::orThrow)
        .isInstanceOfSatisfying(
            BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.POLICY_INVALID))
        .hasMessage(
            """
            3 problems in the policy file
              backstay.yaml:5:11: destinations.local.kind: 'lokal' is not one of local, s3, sftp; did you mean 'local'?
              backstay.yaml:8:3: sources.etc.paths: missing; this key is required
              backstay.yaml:10:5: sources.etc.pats: unknown key; did you mean 'paths'?\
            """);
  }

  private static Objective promise(Duration rpo, Duration rto) {
    return new Objective(Optional.of(rpo), Optional.of(rto));
  }
}
