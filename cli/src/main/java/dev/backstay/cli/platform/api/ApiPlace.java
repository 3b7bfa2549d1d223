package dev.backstay.cli.platform.api;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.Wording;
import dev.backstay.cli.console.World;
import dev.backstay.cli.place.SecretFile;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where the platform's API is and who calls it. */
public final class ApiPlace {
  private static final String ADDRESS_VARIABLE = "BACKSTAY_API";
  private static final String TOKEN_VARIABLE = "BACKSTAY_TOKEN_FILE";
  private static final String DEFAULT = "http://127.0.0.1:8480";

  /** What fits into a header; no token has anything else. */
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);

  @Option(
      names = "--api",
      paramLabel = "URL",
      description = "The running platform (" + ADDRESS_VARIABLE + "); default " + DEFAULT + ".",
      order = 70)
  private @Nullable String address;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "The file that holds the token of the API (" + TOKEN_VARIABLE + ").",
      order = 71)
  private @Nullable Path tokenFile;

  /** The API, which is not called yet. */
  public Api open(Console console) {
    URI base = base(console.world());
    Optional<Secret> token =
        Optional.ofNullable(tokenFile)
            .or(() -> console.world().variable(TOKEN_VARIABLE).map(Path::of))
            .map(file -> token(file, console));
    if (token.isPresent() && base.getScheme().equals("http") && !isLoopback(base)) {
      console.warn("the token goes to " + base + " unencrypted; name the platform by https://");
    }
    return new Api(base, token, console);
  }

  private URI base(World world) {
    String text =
        Optional.ofNullable(address).or(() -> world.variable(ADDRESS_VARIABLE)).orElse(DEFAULT);
    URI uri;
    try {
      uri = new URI(text.replaceAll("/+$", ""));
    } catch (URISyntaxException e) {
      throw new BackstayException(
          ErrorCode.USAGE, Wording.printable(text) + " is not the URL of an API", e);
    }
    if (uri.getRawUserInfo() != null) {
      throw new BackstayException(
          ErrorCode.USAGE, "the URL of the API holds a secret; pass a token by --token-file");
    }
    if (!("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
        || uri.getHost() == null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null) {
      throw new BackstayException(
          ErrorCode.USAGE,
          Wording.printable(text) + " is not the URL of an API, such as " + DEFAULT);
    }
    return uri;
  }

  private static Secret token(Path file, Console console) {
    Secret token = SecretFile.TOKEN.read(file, console);
    if (!TOKEN.matcher(token.text()).matches()) {
      throw new BackstayException(
          ErrorCode.SECRET_MISSING, "the token file " + file + " holds something else");
    }
    return token;
  }

  private static boolean isLoopback(URI uri) {
    return LOOPBACK.matcher(uri.getHost()).matches();
  }
}
