package dev.backstay.testing.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the services stand on: one broker, one database, one Redis, a policy, a tree to protect. */
final class Ground implements AutoCloseable {
  static final List<String> DESTINATIONS = List.of("near", "far", "third");

  private final Path directory;
  private final Servers servers;

  private Ground(Path directory, Servers servers) {
    this.directory = directory;
    this.servers = servers;
  }

  static Ground prepare(Path directory) throws IOException {
    Files.writeString(directory.resolve("password"), "five services");
    Files.setPosixFilePermissions(
        directory.resolve("password"), PosixFilePermissions.fromString("rw-------"));
    Files.createDirectories(directory.resolve("tree"));
    var policy =
        new StringBuilder(
            "vault:%n  password: ${file:%s}%ndestinations:%n"
                .formatted(directory.resolve("password")));
    for (String destination : DESTINATIONS) {
      policy.append(
          "  %s:%n    kind: local%n    path: %s%n"
              .formatted(destination, directory.resolve(destination)));
    }
    policy.append(
        "sources:%n  tree:%n    kind: files%n    paths: [%s]%n"
            .formatted(directory.resolve("tree")));
    policy.append("    verification:%n      newest: L1%n".formatted());
    policy.append(
        "  brief:%n    kind: files%n    paths: [%s]%n".formatted(directory.resolve("tree")));
    policy.append("    verification:%n      newest: L1%n".formatted());
    policy.append(
        "    retention:%n      keep-days: 0%n      keep-last: 1%n      keep-daily: 0%n"
            .formatted());
    policy.append("      keep-weekly: 0%n      keep-monthly: 0%n".formatted());
    Files.writeString(directory.resolve("backstay.yaml"), policy);
    return new Ground(directory, Servers.start(directory));
  }

  Servers servers() {
    return servers;
  }

  /** The configuration of every service. */
  Map<String, String> configuration() {
    Map<String, String> keys = new HashMap<>();
    keys.put("backstay.policy", directory.resolve("backstay.yaml").toString());
    keys.put("backstay.staging", directory.resolve("staging").toString());
    keys.put("backstay.uploader.upkeep-seconds", "2");
    keys.put("backstay.redis.url", servers.redisUrl());
    keys.put("kafka.bootstrap.servers", servers.kafka());
    keys.put("quarkus.datasource.catalog.jdbc.url", servers.jdbcUrl());
    keys.put("quarkus.datasource.catalog.username", servers.databaseUser());
    keys.put("quarkus.datasource.catalog.password", servers.databasePassword());
    return keys;
  }

  Path tree() {
    return directory.resolve("tree");
  }

  Path at(String destination) {
    return directory.resolve(destination);
  }

  Path password() {
    return directory.resolve("password");
  }

  /** Puts a file in the place of a destination's directory, so that nothing can be stored there. */
  void breakDestination(String destination) throws IOException {
    Files.move(at(destination), at(destination + "-away"));
    Files.writeString(at(destination), "not a directory");
  }

  void mendDestination(String destination) throws IOException {
    Files.delete(at(destination));
    Files.move(at(destination + "-away"), at(destination));
  }

  @Override
  public void close() {
    servers.close();
  }
}
