package dev.backstay.cli.vault;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.place.SecretFile;
import dev.backstay.contract.Secret;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names the file of another password. */
final class NewPassword {
  @Option(
      names = "--new-password-file",
      required = true,
      paramLabel = "FILE",
      description = "The file that holds the new password.")
  private Path file = Path.of("");

  Secret read(Console console) {
    return SecretFile.PASSWORD.read(file, console);
  }
}
