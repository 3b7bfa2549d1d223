package dev.backstay.cli.vault;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.JsonLine;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.World;
import dev.backstay.cli.place.VaultPlace;
import dev.backstay.vault.Vault;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code backstay vault init}. */
@Command(name = "init", description = "Make a new vault; its password is in the password file.")
final class InitCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final VaultPlace place = new VaultPlace();

  InitCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Console console = Console.of(world, output);
    try (Vault vault = place.create(console)) {
      console.tell(
          JsonLine.of("vault")
              .with("id", vault.id().hex())
              .with("location", vault.store().location()),
          "made vault %s at %s".formatted(vault.id().shortHex(), vault.store().location()));
      console.note(
          "Keep the password and a copy of the vault's keys/ folder somewhere else: without them"
              + " nobody opens this vault, not even you.");
    }
    return 0;
  }
}
