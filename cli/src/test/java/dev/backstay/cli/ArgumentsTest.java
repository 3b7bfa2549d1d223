package dev.backstay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ArgumentsTest {
  private static final int TERMINAL_COLUMNS = 100;

  @TempDir Path directory;
  private Shell shell;

  @BeforeEach
  void open() throws IOException {
    shell = Shell.in(directory);
  }

  /** The words of every command a user may call, {@code [vault, keys, add]}. */
  static Stream<List<String>> commands() {
    List<List<String>> found = new ArrayList<>();
    collect(Backstay.commandLine(Shell.nowhere()), List.of(), found);
    return found.stream();
  }

  private static void collect(CommandLine command, List<String> path, List<List<String>> found) {
    command
        .getSubcommands()
        .forEach((name, subcommand) -> {
          if (!subcommand.getCommandSpec().usageMessage().hidden()) {
            List<String> words = new ArrayList<>(path);
            words.add(name);
            found.add(words);
            collect(subcommand, words, found);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandExplainsItself(List<String> command) {
    // Given
    List<String> help = new ArrayList<>(List.of("help"));
    help.addAll(command);

    // When
    Told told = shell.run(help.toArray(String[]::new)).orFail();

    // Then
    assertThat(told.out()).startsWith("Usage: backstay " + String.join(" ", command));
    assertThat(told.out().lines()).allMatch(line -> line.length() <= TERMINAL_COLUMNS);
    assertThat(told.out()).doesNotContain("${");
    assertThat(told.err()).isEmpty();
    assertThat(asAnOption(command).out()).isEqualTo(told.out());
  }

  private Told asAnOption(List<String> command) {
    List<String> line = new ArrayList<>(command);
    line.add("--help");
    return shell.run(line.toArray(String[]::new)).orFail();
  }

  @Test
  void helpAloneListsTheCommands() {
    // When
    Told told = shell.run("help").orFail();

    // Then
    assertThat(told.out()).contains("backup", "restore", "vault").doesNotContain("train");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "vault",
        "vault keys",
        "backup",
        "policy",
        "nonsense",
        "help nonsense",
        "snapshots --nonsense",
        "snapshots superfluous",
        "restore latest",
        "restore --target there",
        "diff latest",
        "backup files",
        "backup files . --chunking odd",
        "backup files . --chunking fixed:3KiB",
        "backup files . --chunking fixed:odd",
        "backup files . --compression 20",
        "backup files . --pack-size 1MiB",
        "snapshots --cores 0",
        "snapshots --limit-upload fast",
        "snapshots --vault ftp://host/path",
        "snapshots --vault rest:http://host",
        "snapshots --vault s3://",
        "snapshots --vault sftp://",
        "snapshots --vault s3://bucket --s3-encryption odd",
        "check --part 1",
        "check --part 3/2",
        "check --part 1/2 --read-data",
        "forget",
        "forget latest",
        "forget latest --keep-last 1 --yes",
        "forget --keep-last 0 --yes",
        "vault prune --grace soon",
        "vault prune --max-unused much",
        "vault copy",
        "repair",
        "completion fish"
      })
  void whatMakesNoSenseIsRefusedWithOneMessage(String line) {
    // When
    Told told = shell.run(line.isEmpty() ? new String[0] : line.split(" "));

    // Then
    told.isRefused(ErrorCode.USAGE);
    assertThat(told.out()).isEmpty();
  }

  @Test
  void programsAreToldOfMisuseInJson() {
    // When
    Told told = shell.run("snapshots", "--json", "--nonsense");

    // Then
    told.isRefused(ErrorCode.USAGE);
    assertThat(told.out())
        .startsWith("{\"type\":\"error\",\"code\":\"USAGE\"")
        .contains("\"exit_status\":2");
  }

  @Test
  void aVaultMustBeNamed() {
    shell.without("BACKSTAY_VAULT").run("snapshots").isRefused(ErrorCode.USAGE);
  }

  @Test
  void aPasswordFileMustBeNamed() {
    shell.without("BACKSTAY_PASSWORD_FILE").run("snapshots").isRefused(ErrorCode.SECRET_MISSING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void completionKnowsTheCommands(String kind) {
    // When
    Told told = shell.run("completion", kind).orFail();

    // Then
    assertThat(told.out()).contains("snapshots", "--read-data", "complete -F", "bashcompinit");
  }
}
