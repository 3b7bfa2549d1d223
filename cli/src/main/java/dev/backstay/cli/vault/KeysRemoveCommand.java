package dev.backstay.cli.vault;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.JsonLine;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.World;
import dev.backstay.cli.place.VaultPlace;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultKey;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code backstay vault keys remove}. */
@Command(name = "remove", description = "Take a password's power to open the vault.")
final class KeysRemoveCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final VaultPlace place = new VaultPlace();

  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "The key's id, or how it begins, as 'keys list' shows it.")
  private String name = "";

  KeysRemoveCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Console console = Console.of(world, output);
    try (Vault vault = place.open(console)) {
      BlobId id = find(vault);
      vault.removeKey(id);
      console.tell(JsonLine.of("key_removed").with("id", id.hex()), "removed key " + id.shortHex());
    }
    return 0;
  }

  private BlobId find(Vault vault) {
    List<BlobId> found =
        vault.keys().stream()
            .map(VaultKey::id)
            .filter(id -> !name.isEmpty() && id.hex().startsWith(name))
            .toList();
    if (found.size() != 1) {
      throw new BackstayException(
          ErrorCode.KEY_UNKNOWN,
          found.isEmpty()
              ? "no key's id starts with '" + name + "'"
              : "the ids of " + found.size() + " keys start with '" + name + "'");
    }
    return found.getFirst();
  }
}
