package dev.backstay.catalog.app.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** What an operator can set about the API. */
@ConfigMapping(prefix = "backstay.api")
public interface ApiSettings {
  /**
   * A file with a token of the role ADMIN, {@code bst_} and at least 43 letters, digits, hyphens or
   * underscores: the first key to an installation that can be reached from other machines.
   */
  Optional<String> adminTokenFile();

  /** Whether programs of this machine need no token where the server listens on loopback alone. */
  @WithDefault("true")
  boolean local();

  /** Names by which browsers may call this server, beside those of the loopback. */
  Optional<List<String>> hosts();
}
