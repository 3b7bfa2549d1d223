package dev.backstay.cli.vault;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.JsonLine;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.World;
import dev.backstay.cli.place.VaultPlace;
import dev.backstay.pipeline.publication.RefillConsent;
import dev.backstay.store.BlobStore;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code backstay vault refill}. */
@Command(
    name = "refill",
    description = "Say that a destination that lost its vault is to be filled from the beginning.",
    footer = {
      "",
      "The platform refuses to fill a destination that held backups and is empty now: a disk that"
          + " is",
      "not mounted looks just like that. Run this where the new disk is mounted; the platform then",
      "makes the vault there and brings every backup from staging and the other destinations."
    })
final class RefillCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final VaultPlace place = new VaultPlace();

  RefillCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Console console = Console.of(world, output);
    try (BlobStore store = place.newStore(console)) {
      RefillConsent.give(store);
      console.tell(
          JsonLine.of("refill").with("location", store.location()),
          "%s may be filled from the beginning".formatted(store.location()));
    }
    return 0;
  }
}
