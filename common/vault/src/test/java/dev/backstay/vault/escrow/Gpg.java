package dev.backstay.vault.escrow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Stock gpg with a key ring of its own; ends its agent when closed. */
final class Gpg implements AutoCloseable {
  private static final long LIMIT_SECONDS = 60;

  private final Path home;

  Gpg(Path home) {
    this.home = home;
  }

  /** Makes a key from the parameters of {@code --batch --generate-key}; gives its fingerprint. */
  String generate(String... parameters) throws IOException {
    Path file = Files.createTempFile(home, "parameters", ".txt");
    Files.writeString(file, "%no-protection\n" + String.join("\n", parameters) + "\n%commit\n");
    String status = text(run("--status-fd", "1", "--generate-key", file.toString()));
    int at = status.indexOf("KEY_CREATED");
    return status.substring(at).split("\\s")[2];
  }

  String publicKey(String... fingerprints) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--armor", "--export"));
    arguments.addAll(List.of(fingerprints));
    return text(run(arguments.toArray(String[]::new)));
  }

  byte[] decrypt(String message) throws IOException {
    Path file = Files.createTempFile(home, "message", ".asc");
    Files.writeString(file, message);
    return run("--decrypt", file.toString());
  }

  byte[] run(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("gpg", "--batch", "--yes", "--quiet"));
    command.addAll(List.of("--pinentry-mode", "loopback", "--passphrase", ""));
    command.addAll(List.of(arguments));
    return execute(command);
  }

  @Override
  public void close() throws IOException {
    execute(List.of("gpgconf", "--kill", "all"));
  }

  private byte[] execute(List<String> command) throws IOException {
    Path out = Files.createTempFile(home, "out", ".bin");
    Path errors = Files.createTempFile(home, "errors", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("GNUPGHOME", home.toString());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectOutput(out.toFile()).redirectError(errors.toFile());
    Process process = builder.start();
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("no end after " + LIMIT_SECONDS + " s: " + command);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted: " + command, e);
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new IOException(command + " failed: " + Files.readString(errors));
    }
    return Files.readAllBytes(out);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
