package dev.backstay.catalog.app.access;

import dev.backstay.catalog.access.Access;
import dev.backstay.catalog.access.AccessLog;
import dev.backstay.catalog.access.BrowserRules;
import dev.backstay.catalog.access.LocalRule;
import dev.backstay.catalog.access.TokenStore;
import dev.backstay.catalog.access.TokenText;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts access together. */
final class AccessBeans {
  /** A token and a line's end; more is another file. */
  private static final int MAX_TOKEN_FILE = 1_024;

  private AccessBeans() {}

  @Produces
  @Singleton
  static Access access(TokenStore tokens, AccessLog log, ApiSettings settings) {
    Optional<TokenText> admin = settings.adminTokenFile().map(Path::of).map(AccessBeans::read);
    return new Access(tokens, log, admin, Clock.systemUTC(), new SecureRandom());
  }

  private static TokenText read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(MAX_TOKEN_FILE), StandardCharsets.US_ASCII).strip();
      return TokenText.parse(text)
          .orElseThrow(() ->
              new BackstayException(
                  ErrorCode.START_FAILED,
                  "'backstay.api.admin-token-file' names %s, which holds no token: bst_ and at"
                          .formatted(file)
                      + " least 43 letters, digits, hyphens or underscores"));
    } catch (IOException e) {
      throw new BackstayException(
          ErrorCode.START_FAILED,
          "'backstay.api.admin-token-file' names %s, which cannot be read".formatted(file),
          e);
    }
  }

  @Produces
  @Singleton
  static LocalRule localRule(
      @ConfigProperty(name = "quarkus.http.host") String host, ApiSettings settings) {
    // A proxy that does not say that it is one looks like a program of this machine.
    return new LocalRule(BrowserRules.isLoopback(host) && settings.local());
  }

  @Produces
  @Singleton
  static BrowserRules browserRules(
      ApiSettings settings, @ConfigProperty(name = "quarkus.http.host") String host) {
    return new BrowserRules(
        new HashSet<>(settings.hosts().orElse(List.of())), BrowserRules.isLoopback(host));
  }
}
