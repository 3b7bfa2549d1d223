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

/** {@code backstay vault keys add}. */
@Command(name = "add", description = "Let another password open the vault too.")
final class KeysAddCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final VaultPlace place = new VaultPlace();
  @Mixin private final NewPassword newPassword = new NewPassword();

  KeysAddCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Console console = Console.of(world, output);
    Secret password = newPassword.read(console);
    try (Vault vault = place.open(console)) {
      BlobId id = vault.addKey(password);
      console.tell(
          JsonLine.of("key_added").with("id", id.hex()), "added key %s".formatted(id.shortHex()));
    }
    return 0;
  }
}
