package dev.backstay.cli.vault;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.JsonLine;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.Wording;
import dev.backstay.cli.console.World;
import dev.backstay.cli.place.VaultPlace;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import dev.backstay.store.BlobName;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.store.PutOutcome;
import dev.backstay.vault.Vault;
import dev.backstay.vault.escrow.Escrow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backstay vault escrow}. */
@Command(
    name = "escrow",
    description = "Seal the password for people who may open it with gpg when it is lost.",
    footer = {
      "",
      "Keys are what 'gpg --armor --export NAME' prints; each of these people opens the message",
      "alone with 'gpg --decrypt'. The vault keeps it, and copies of the vault do too."
    })
final class EscrowCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final VaultPlace place = new VaultPlace();

  @Parameters(
      arity = "1..*",
      paramLabel = "KEYFILE",
      description = "ASCII-armored OpenPGP public keys of the recipients, one in each file.")
  private List<Path> recipients = new ArrayList<>();

  @Option(names = "--out", paramLabel = "FILE", description = "Write the message there too.")
  private @Nullable Path copy;

  EscrowCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Console console = Console.of(world, output);
    List<String> keys = recipients.stream().map(EscrowCommand::key).toList();
    Secret password = place.password(console);
    try (Vault vault = place.open(console, password)) { // only the right password is sealed
      String message = new Escrow(world.clock(), world.random()).seal(password, keys);
      BlobName name = EscrowMessage.of(vault.keyInUse());
      byte[] bytes = message.getBytes(StandardCharsets.US_ASCII);
      PutOutcome _ = vault.store().put(name, Payload.of(bytes), PutOptions.REPLACE);
      if (copy != null) {
        write(copy, message);
      }
      console.tell(
          JsonLine.of("escrow")
              .with("object", name.value())
              .with("key", vault.keyInUse().hex())
              .with("recipients", keys.size()),
          "sealed the password for %s in %s"
              .formatted(Wording.count(keys.size(), "recipient"), name));
    }
    return 0;
  }

  private static String key(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new BackstayException(
          ErrorCode.ESCROW_INVALID, "the public key file %s cannot be read".formatted(file), e);
    }
  }

  private static void write(Path file, String message) {
    try {
      Files.writeString(file, message, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new BackstayException(
          ErrorCode.TARGET_UNWRITABLE,
          "the message is in the vault but could not be written to %s: %s"
              .formatted(file, e.getMessage()),
          e);
    }
  }
}
