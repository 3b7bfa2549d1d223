package dev.backstay.cli.vault;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.JsonLine;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.World;
import dev.backstay.cli.place.VaultPlace;
import dev.backstay.contract.Secret;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code backstay vault keys rotate}. */
@Command(
    name = "rotate",
    description = "Replace the password in use by another one; the old one opens nothing any more.")
final class KeysRotateCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final VaultPlace place = new VaultPlace();
  @Mixin private final NewPassword newPassword = new NewPassword();

  KeysRotateCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Console console = Console.of(world, output);
    Secret password = newPassword.read(console);
    try (Vault vault = place.open(console)) {
      boolean escrowed = vault.store().stat(EscrowMessage.of(vault.keyInUse())).isPresent();
      BlobId id = vault.rotateKey(password);
      console.tell(
          JsonLine.of("key_added").with("id", id.hex()),
          "replaced the key in use by %s".formatted(id.shortHex()));
      if (escrowed) {
        console.warn(
            "the escrow message holds the old password: run 'backstay vault escrow' again");
      }
    }
    return 0;
  }
}
