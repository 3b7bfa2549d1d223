package dev.backstay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.backstay.pipeline.postgres.recovery.HeldCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What programs are told is what {@code docs/cli.md} promises: no field more, none less. */
@Tag("system")
class JsonLinesTest {
  private static final JsonFactory JSON = new JsonFactory();

  @TempDir Path directory;
  private final Map<String, Set<String>> always = new LinkedHashMap<>();
  private final Map<String, Set<String>> ever = new LinkedHashMap<>();

  @Test
  void everyLineIsAsThePageSays() throws IOException, InterruptedException {
    // When
    try (Recipient someone = Recipient.in(directory)) {
      runEverything(someone.publicKey());
    }

    // Then
    Map<String, CliPage.Fields> promised = CliPage.read().types();
    assertThat(ever.keySet()).containsExactlyInAnyOrderElementsOf(promised.keySet());
    promised.forEach((type, fields) -> {
      Set<String> possible = new LinkedHashSet<>(fields.required());
      possible.addAll(fields.optional());
      assertThat(always.get(type)).as(type).containsAll(fields.required());
      assertThat(possible).as(type).containsAll(ever.get(type));
    });
  }

  private void runEverything(Path publicKey) throws IOException {
    Shell shell = Shell.in(directory);
    Path source = Files.createDirectory(directory.resolve("source"));
    Files.writeString(source.resolve("list"), "a rope, a lamp, a map");
    Files.createSymbolicLink(source.resolve("link"), Path.of("list"));
    String replica = directory.resolve("replica").toString();
    String second = shell.passwordFile("second", "battery staple").toString();

    tell(shell.run("version", "--json"));
    tell(shell.run("vault", "init", "--json"));
    tell(shell.run("vault", "keys", "add", "--new-password-file", second, "--json"));
    Told keys = tell(shell.run("vault", "keys", "list", "--json"));
    String added =
        keys.out().lines().filter(line -> line.contains("\"in_use\":false")).findFirst().orElse("");
    String id = added.replaceAll(".*\"id\":\"([0-9a-f]+)\".*", "$1");
    tell(shell.run("vault", "keys", "remove", id, "--json"));
    tell(shell.run("backup", "files", source.toString(), "--json"));
    // Long enough for progress: what is read waits for the uploads of a slow line.
    Files.write(source.resolve("large"), new byte[1 << 20]);
    Files.writeString(source.resolve("list"), "a rope");
    tell(shell.run("backup", "files", source.toString(), "--json", "--limit-upload", "1KiB"));
    tell(shell.run("snapshots", "--json"));
    tell(shell.run("ls", "latest", "--json"));
    tell(shell.run("diff", firstSnapshot(shell), "latest", "--json"));
    tell(shell.run("vault", "escrow", publicKey.toString(), "--json"));
    tell(shell.run("vault", "stats", "--json"));
    tell(shell.run("vault", "copy", "--to", replica, "--json"));
    Path target = directory.resolve("target");
    tell(shell.run("restore", "latest", "--target", target.toString(), "--json"));
    tell(shell.run("forget", "--keep-last", "1", "--yes", "--json"));
    tell(shell.run("vault", "prune", "--json"));
    runWithCluster(shell);
    runWithDamage(shell, replica);
    runWithPolicies(shell);
  }

  private void runWithCluster(Shell shell) throws IOException {
    try (var held = new HeldCluster(directory.resolve("c"), 15)) {
      held.cluster.sql("CREATE TABLE told AS SELECT 1 AS n");
      String vault = directory.resolve("c/vault").toString();
      String password = shell.passwordFile("cluster", HeldCluster.PASSWORD.text()).toString();
      String url = shell.passwordFile("url", held.cluster.superuserUrl().text()).toString();
      List<String> there = List.of("--vault", vault, "--password-file", password, "--json");
      tell(shell.run(with(there, "backup", "postgres", "--url-file", url)));
      tell(shell.run(with(there, "recovery-points")));
      String target = directory.resolve("data").toString();
      tell(shell.run(with(there, "restore", "postgres", "--target", target)));
      tell(
          shell.run(
              with(
                  there,
                  "restore",
                  "table",
                  "postgres.public.told",
                  "--as",
                  "public.copied",
                  "--into",
                  url,
                  "--scratch",
                  directory.resolve("s").toString())));
    }
  }

  private static String[] with(List<String> options, String... command) {
    return Stream.concat(Stream.of(command), options.stream()).toArray(String[]::new);
  }

  private void runWithDamage(Shell shell, String replica) throws IOException {
    VaultDamage.truncate(VaultDamage.anyPack(shell.vault()));
    Files.writeString(shell.vault().resolve("snapshots/notes.txt"), "mine");
    tell(shell.run("check", "--json"));
    Path target = directory.resolve("damaged");
    tell(shell.run("restore", "latest", "--target", target.toString(), "--json"));
    tell(shell.run("vault", "copy", "--to", directory.resolve("copy").toString(), "--json"));
    tell(shell.run("repair", "--from", replica, "--json"));
    VaultDamage.truncate(VaultDamage.anyPack(shell.vault()));
    VaultDamage.truncate(VaultDamage.anyPack(Path.of(replica)));
    tell(shell.run("repair", "--from", replica, "--json"));
    tell(shell.run("snapshots", "--json", "--password-file", openPasswordFile().toString()));
  }

  private void runWithPolicies(Shell shell) throws IOException {
    Path root = Path.of(System.getProperty("backstay.root", ".."));
    tell(
        shell.run(
            "policy", "check", root.resolve("docs/examples/backstay.yaml").toString(), "--json"));
    Path broken = Files.writeString(directory.resolve("broken.yaml"), "nonsense: 1\n");
    tell(shell.run("policy", "check", broken.toString(), "--json"));
  }

  private static String firstSnapshot(Shell shell) {
    return shell.run("snapshots").out().lines().skip(1).findFirst().orElseThrow().split(" ")[0];
  }

  /** One that other users may read. */
  private Path openPasswordFile() throws IOException {
    return Files.writeString(directory.resolve("open"), Shell.PASSWORD);
  }

  /** Takes note of what each type looks like. */
  private Told tell(Told told) throws IOException {
    for (String line : told.out().lines().toList()) {
      Map<String, String> fields = fields(line);
      String type = fields.remove("type");
      String name = "summary".equals(type) ? type + " of " + fields.get("command") : type;
      ever.computeIfAbsent(name, _ -> new LinkedHashSet<>()).addAll(fields.keySet());
      always
          .computeIfAbsent(name, _ -> new LinkedHashSet<>(fields.keySet()))
          .retainAll(fields.keySet());
    }
    return told;
  }

  /** The fields of one object; the parser refuses what is not JSON. */
  private static Map<String, String> fields(String line) throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser parser = JSON.createParser(line)) {
      assertThat(parser.nextToken()).as(line).isEqualTo(JsonToken.START_OBJECT);
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        fields.put(name, parser.getText());
        parser.skipChildren();
      }
      assertThat(parser.nextToken()).as(line).isNull();
    }
    return fields;
  }
}
