package dev.backstay.cli;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.JsonLine;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.World;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code backstay version}. */
@Command(name = "version", description = "Print the versions of Backstay and of Java.")
final class VersionCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();

  VersionCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    String version = version();
    String java = Runtime.version().toString();
    Console.of(world, output)
        .tell(
            JsonLine.of("version")
                .with("version", version)
                .with("java", java)
                .with("vault_format", 2L),
            "backstay %s (vaults: restic format 2; Java %s)".formatted(version, java));
    return 0;
  }

  private static String version() {
    try (InputStream in = VersionCommand.class.getResourceAsStream("version.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
