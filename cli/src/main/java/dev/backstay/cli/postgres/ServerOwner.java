package dev.backstay.cli.postgres;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.pipeline.postgres.recovery.ThisUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** To whom a restored data directory belongs, and what allows it to replace another. */
final class ServerOwner {
  private static final Path ACCOUNTS = Path.of("/etc/passwd");
  private static final String USUAL = "postgres";
  private static final int UID = 2;
  private static final int GID = 3;

  private ServerOwner() {}

  /** The owner of everything; none where this process may give nothing away. */
  static Optional<FileOwner> of(Path target, Optional<String> named) {
    if (named.isPresent()) {
      return Optional.of(
          account(named.get())
              .orElseThrow(() ->
                  new BackstayException(
                      ErrorCode.USAGE, "this host has no user '" + named.get() + "'")));
    }
    if (!ThisUser.isRoot()) {
      return Optional.empty();
    }
    Optional<FileOwner> there =
        Files.isDirectory(target) ? Optional.of(ThisUser.ownerOf(target)) : Optional.empty();
    return there
        .filter(owner -> owner.uid() != 0)
        .or(() -> account(USUAL))
        .or(() -> Optional.of(ThisUser.owner()));
  }

  private static Optional<FileOwner> account(String name) {
    try (Stream<String> lines = Files.lines(ACCOUNTS)) {
      return lines
          .map(line -> line.split(":", -1))
          .filter(fields -> fields.length > GID && fields[0].equals(name))
          .map(fields ->
              new FileOwner(
                  Integer.parseUnsignedInt(fields[UID]),
                  Integer.parseUnsignedInt(fields[GID]),
                  name,
                  ""))
          .findFirst();
    } catch (IOException | NumberFormatException e) {
      throw new BackstayException(
          ErrorCode.USAGE, "the users of this host cannot be read from " + ACCOUNTS, e);
    }
  }

  /** Whose directory may be changed. */
  static Optional<SystemId> confirmation(boolean delta, @Nullable String confirmed) {
    if (delta != (confirmed != null)) {
      throw new BackstayException(
          ErrorCode.USAGE,
          "--delta and --confirm go together: the one changes a cluster, the other names it");
    }
    return Optional.ofNullable(confirmed).map(PointOptions::systemId);
  }
}
