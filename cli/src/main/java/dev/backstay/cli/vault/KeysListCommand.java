package dev.backstay.cli.vault;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.JsonLine;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.Table;
import dev.backstay.cli.console.Wording;
import dev.backstay.cli.console.World;
import dev.backstay.cli.place.VaultPlace;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultKey;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code backstay vault keys list}. */
@Command(name = "list", description = "List the vault's keys; a * marks the one in use.")
final class KeysListCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final VaultPlace place = new VaultPlace();

  KeysListCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Console console = Console.of(world, output);
    try (Vault vault = place.open(console)) {
      Table table = new Table(" ", "ID", "Made", "By");
      for (VaultKey key : vault.keys()) {
        boolean inUse = key.id().equals(vault.keyInUse());
        table.row(
            inUse ? "*" : " ",
            key.id().shortHex(),
            key.created(),
            Wording.printable(key.username() + "@" + key.hostname()));
        console.emit(
            JsonLine.of("key")
                .with("id", key.id().hex())
                .with("in_use", inUse)
                .with("created", key.created())
                .with("username", key.username())
                .with("hostname", key.hostname()));
      }
      table.lines().forEach(console::say);
    }
    return 0;
  }
}
