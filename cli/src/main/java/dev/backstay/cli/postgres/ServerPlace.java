package dev.backstay.cli.postgres;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.place.SecretFile;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import dev.backstay.engine.postgres.PostgresAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The option that names a server, with user and password. The URL itself is never an argument: what
 * stands on a command line can be read by every user of the machine.
 */
final class ServerPlace {
  private static final String VARIABLE = "BACKSTAY_POSTGRES_URL";

  @Option(
      names = "--url-file",
      paramLabel = "FILE",
      description = {
        "The file that holds the server's URL, as",
        "postgresql://user:password@host:port/database (or the URL itself in " + VARIABLE + ").",
      })
  private @Nullable Path urlFile;

  /** The server that was named. */
  PostgresAddress address(Console console) {
    Optional<Secret> url =
        Optional.ofNullable(urlFile)
            .map(file -> SecretFile.POSTGRES_URL.read(file, console))
            .or(() -> console.world().variable(VARIABLE).map(Secret::of));
    return PostgresAddress.parse(
        url.orElseThrow(() ->
            new BackstayException(
                ErrorCode.SECRET_MISSING,
                "no server was named by --url-file or " + VARIABLE + "; nothing was started")));
  }
}
