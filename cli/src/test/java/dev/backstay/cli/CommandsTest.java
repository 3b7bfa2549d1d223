package dev.backstay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.ErrorCode;
import dev.backstay.oracle.ResticOracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
class CommandsTest {
  private static final Pattern SNAPSHOT = Pattern.compile("snapshot ([0-9a-f]{8}): ");

  @TempDir Path directory;
  private Shell shell;
  private Path source;

  @BeforeEach
  void makeVault() throws IOException {
    shell = Shell.in(directory);
    source = Files.createDirectories(directory.resolve("source"));
    Files.writeString(source.resolve("list"), "a rope, a lamp, a map");
    shell.run("vault", "init").orFail();
  }

  private String backup(String... more) {
    List<String> args = new ArrayList<>(List.of("backup", "files", source.toString()));
    args.addAll(List.of(more));
    Matcher matcher = SNAPSHOT.matcher(shell.run(args.toArray(String[]::new)).orFail().out());
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private void oracleAgrees() {
    new ResticOracle(shell.vault(), directory.resolve("password")).check().orFail();
  }

  @Test
  void whatWasBackedUpIsListedComparedAndRestored() throws IOException {
    // Given
    String first = backup("--tag", "nightly");
    Files.writeString(source.resolve("list"), "a rope");
    Files.writeString(source.resolve("letter"), "dear");
    String second = backup();

    // When
    Told snapshots = shell.run("snapshots").orFail();
    Told listing = shell.run("ls", "-l", "latest", source.resolve("letter").toString()).orFail();
    Told difference = shell.run("diff", first, second).orFail();
    Told restored =
        shell
            .run("restore", first, "--target", directory.resolve("target").toString(), "--verify")
            .orFail();

    // Then
    assertThat(snapshots.out()).contains(first, second, "nightly", source.toString());
    assertThat(listing.out()).contains("-rw").endsWith(source.resolve("letter") + "\n");
    assertThat(difference.out())
        .contains("+ " + source.resolve("letter"), "M " + source.resolve("list"))
        .contains("1 added, 0 removed, 1 changed");
    assertThat(restored.out()).contains("1 file", "verified");
    assertThat(directory.resolve("target" + source).resolve("list"))
        .hasContent("a rope, a lamp, a map");
    oracleAgrees();
  }

  @Test
  void onlyWhatIsIncludedIsRestored() throws IOException {
    // Given
    Files.writeString(source.resolve("letter"), "dear");
    backup();

    // When
    Path target = directory.resolve("target");
    shell.run("restore", "latest", "--target", target.toString(), "--include", "let*").orFail();

    // Then
    assertThat(Path.of(target + source.toString())).isDirectoryContaining("glob:**letter");
    assertThat(Path.of(target + source.toString()).resolve("list")).doesNotExist();
  }

  @Test
  void aRestoreGoesOverFilesOnlyWhenTold() throws IOException {
    // Given
    backup();
    Path target = Files.createDirectories(directory.resolve("target"));
    Files.writeString(target.resolve("mine"), "kept");

    // When
    Told refused = shell.run("restore", "latest", "--target", target.toString());
    Told told = shell.run("restore", "latest", "--target", target.toString(), "--overwrite");

    // Then
    refused.isRefused(ErrorCode.TARGET_NOT_EMPTY);
    told.orFail();
    assertThat(target.resolve("mine")).hasContent("kept");
  }

  @Test
  void excludedFilesStayOut() throws IOException {
    // Given
    Files.writeString(source.resolve("core.tmp"), "rubbish");

    // When
    backup("--exclude", "*.tmp", "--host", "other", "--one-file-system", "--force");

    // Then
    assertThat(shell.run("ls", "latest").orFail().out()).doesNotContain("core.tmp");
    assertThat(shell.run("snapshots", "--host", "other").orFail().out()).contains("other");
    assertThat(shell.run("snapshots", "--host", "nobody").orFail().out()).isEmpty();
  }

  @Test
  void everyChunkingKeepsTheBytes() throws IOException {
    for (String how : List.of("auto", "files", "dumps", "fixed:128KiB")) {
      // When
      backup("--chunking", how, "--force");

      // Then
      Path target = directory.resolve(how.replace(':', '-'));
      shell.run("restore", "latest", "--target", target.toString()).orFail();
      assertThat(Path.of(target + source.toString()).resolve("list"))
          .hasSameBinaryContentAs(source.resolve("list"));
    }
  }

  @Test
  void keysAreAddedRotatedAndRemoved() throws IOException {
    // Given
    Path second = shell.passwordFile("second", "battery staple");
    Path third = shell.passwordFile("third", "another one");

    // When
    shell.run("vault", "keys", "add", "--new-password-file", second.toString()).orFail();
    shell.run("vault", "keys", "rotate", "--new-password-file", third.toString()).orFail();

    // Then
    shell.run("snapshots").isRefused(ErrorCode.PASSWORD_WRONG);
    shell.run("snapshots", "--password-file", second.toString()).orFail();
    Told keys = shell.run("vault", "keys", "list", "--password-file", third.toString()).orFail();
    String other =
        keys.out().lines().skip(1).filter(line -> !line.startsWith("*")).findFirst().orElseThrow();
    String id = other.strip().split(" ")[0];
    shell.run("vault", "keys", "remove", id, "--password-file", third.toString()).orFail();
    shell
        .run("snapshots", "--password-file", second.toString())
        .isRefused(ErrorCode.PASSWORD_WRONG);
    shell
        .run("vault", "keys", "remove", "ffffffff", "--password-file", third.toString())
        .isRefused(ErrorCode.KEY_UNKNOWN);
  }

  @Test
  void forgottenSnapshotsGiveTheirSpaceBack() throws IOException {
    // Given
    String first = backup();
    Files.writeString(source.resolve("list"), "nothing of this was there before");
    backup();

    // When
    shell.run("forget", "--keep-last", "1").isRefused(ErrorCode.USAGE);
    Told look = shell.run("forget", "--keep-last", "1", "--dry-run").orFail();
    Told told = shell.run("forget", "--keep-last", "1", "--yes").orFail();
    Told dry = shell.run("vault", "prune", "--grace", "0s", "--max-unused", "0", "-n").orFail();
    Told prune = shell.run("vault", "prune", "--grace", "0s", "--max-unused", "0").orFail();

    // Then
    assertThat(look.out()).contains("would remove 1 snapshot", first);
    assertThat(told.out()).contains("removed 1 snapshot", first);
    assertThat(dry.out()).contains("nothing was changed");
    assertThat(prune.out()).contains("pruned").contains("deleted      ");
    assertThat(shell.run("snapshots").orFail().out()).doesNotContain(first);
    assertThat(shell.run("check", "--read-data").orFail().out()).contains("no damage found");
    oracleAgrees();
  }

  @Test
  void aSnapshotIsForgottenByItsName() {
    // Given
    String first = backup();
    String second = backup("--force");

    // When
    shell.run("forget", first, "--yes").orFail();

    // Then
    assertThat(shell.run("snapshots").orFail().out()).contains(second).doesNotContain(first);
    shell.run("forget", first, "--yes").isRefused(ErrorCode.SNAPSHOT_NOT_FOUND);
  }

  @Test
  void aReplicaOpensWithTheSamePassword() throws IOException {
    // Given
    backup();
    Path replica = directory.resolve("replica");

    // When
    Told first = shell.run("vault", "copy", "--to", replica.toString()).orFail();
    Told second = shell.run("vault", "copy", "--to", replica.toString()).orFail();

    // Then
    assertThat(first.out()).contains("1 new snapshot");
    assertThat(second.out()).contains("up to date");
    assertThat(shell.run("check", "--read-data", "--vault", replica.toString()).orFail().out())
        .contains("1 snapshot");
  }

  @Test
  void aPolicyFileIsCheckedWithoutAVault() throws IOException {
    // Given
    Path policy = Files.writeString(directory.resolve("backstay.yaml"), "vault: 1\nnonsense: 2\n");

    // When
    Told told =
        shell
            .without("BACKSTAY_VAULT")
            .without("BACKSTAY_PASSWORD_FILE")
            .run("policy", "check", policy.toString());

    // Then
    told.isRefused(ErrorCode.POLICY_INVALID);
    assertThat(told.out()).contains("backstay.yaml:1:", "backstay.yaml:2:");
  }

  @Test
  void aDamagedVaultIsMendedFromItsReplica() throws IOException {
    // Given
    backup();
    Path replica = directory.resolve("replica");
    shell.run("vault", "copy", "--to", replica.toString()).orFail();
    Path pack = VaultDamage.anyPack(shell.vault());
    VaultDamage.truncate(pack);

    // When
    Told check = shell.run("check");
    Told repair = shell.run("repair", "--from", replica.toString()).orFail();

    // Then
    check.isRefused(ErrorCode.CHECK_FAILED);
    assertThat(check.out()).contains("damaged  data/", pack.getFileName().toString());
    assertThat(repair.out()).contains(pack.getFileName().toString());
    shell.run("check", "--read-data").orFail();
    oracleAgrees();
  }

  @Test
  void aMissingPathIsRefused() {
    // When
    Told told = shell.run("backup", "files", source.toString(), directory.resolve("no").toString());

    // Then
    told.isRefused(ErrorCode.SOURCE_NOT_FOUND);
    assertThat(shell.run("snapshots").orFail().out()).isEmpty();
  }
}
