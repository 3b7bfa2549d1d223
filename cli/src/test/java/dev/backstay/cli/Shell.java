package dev.backstay.cli;

import dev.backstay.cli.console.World;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Runs commands in this process: one home directory, one environment, output caught. */
final class Shell {
  static final String PASSWORD = "correct horse";

  private final Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private InstantSource clock = InstantSource.system();

  private Shell(Path directory) {
    this.directory = directory;
  }

  /** With a vault and its password named by the environment; the vault is not made yet. */
  static Shell in(Path directory) throws IOException {
    Shell shell = new Shell(directory);
    shell.environment.put("BACKSTAY_VAULT", shell.vault().toString());
    shell.environment.put(
        "BACKSTAY_PASSWORD_FILE", shell.passwordFile("password", PASSWORD).toString());
    return shell;
  }

  Path vault() {
    return directory.resolve("vault");
  }

  /** A password in a file that only its owner reads. */
  Path passwordFile(String name, String password) throws IOException {
    Path file = directory.resolve(name);
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, password + "\n");
  }

  Map<String, String> environment() {
    return Map.copyOf(environment);
  }

  Shell with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Shell without(String variable) {
    environment.remove(variable);
    return this;
  }

  Shell at(InstantSource time) {
    clock = time;
    return this;
  }

  Told run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status = Backstay.run(world(out, err), args);
    return new Told(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** A world for commands that are looked at and not run. */
  static World nowhere() {
    return new Shell(Path.of("/nowhere"))
        .world(OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
  }

  private World world(OutputStream out, OutputStream err) {
    return new World(
        environment,
        directory,
        new World.Identity("host", "user", ProcessHandle.current().pid()),
        clock,
        ZoneOffset.UTC,
        new SecureRandom(),
        new PrintStream(out, false, StandardCharsets.UTF_8),
        new PrintStream(err, false, StandardCharsets.UTF_8),
        OptionalInt.empty());
  }
}
