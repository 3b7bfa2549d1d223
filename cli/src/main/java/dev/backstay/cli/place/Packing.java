package dev.backstay.cli.place;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ByteSize;
import dev.backstay.contract.ErrorCode;
import dev.backstay.vault.VaultOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of commands that write packs. */
public final class Packing {
  @Option(
      names = "--compression",
      paramLabel = "LEVEL",
      description = "Of zstd, 1 (fastest, the default) to 19 (smallest).",
      order = 60)
  private @Nullable Integer compression;

  @Option(
      names = "--pack-size",
      paramLabel = "SIZE",
      description = "About how large stored objects are, 4MiB to 128MiB; default 16MiB.",
      order = 61)
  private @Nullable ByteSize packSize;

  /** The same options with what was chosen. */
  public VaultOptions on(VaultOptions options) {
    try {
      VaultOptions chosen =
          compression == null ? options : options.withCompressionLevel(compression);
      return packSize == null
          ? chosen
          : chosen.withPackBytes((int) Math.min(packSize.bytes(), Integer.MAX_VALUE));
    } catch (IllegalArgumentException e) {
      throw new BackstayException(ErrorCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }
}
