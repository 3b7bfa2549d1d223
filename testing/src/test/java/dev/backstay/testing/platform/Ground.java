package dev.backstay.testing.platform;

import dev.backstay.oracle.ResticOracle;
import dev.backstay.store.s3.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the services stand on: one broker, one database, one Redis, a policy, a tree to protect, and
 * destinations, of which one is a bucket and the others are directories.
 */
final class Ground implements AutoCloseable {
  static final List<String> DESTINATIONS = List.of("near", "far", "third");

  private static final String BUCKET = "far";

  private final Path directory;
  private final Servers servers;
  private final S3Server bucket;

  private Ground(Path directory, Servers servers, S3Server bucket) {
    this.directory = directory;
    this.servers = servers;
    this.bucket = bucket;
  }

  static Ground prepare(Path directory) throws Exception {
    return prepare(directory, "");
  }

  /** The same with more sources, lines of the policy file below {@code sources}. */
  static Ground prepare(Path directory, String moreSources) throws Exception {
    secret(directory, "password", "five services");
    Files.createDirectories(directory.resolve("tree"));
    S3Server bucket = S3Server.start(Files.createDirectories(directory.resolve("buckets")));
    secret(directory, "key-id", bucket.keyId());
    secret(directory, "secret-key", bucket.secret().text());
    var policy =
        new StringBuilder(
            "vault:%n  password: ${file:%s}%ndestinations:%n"
                .formatted(directory.resolve("password")));
    for (String destination : DESTINATIONS) {
      policy.append(
          destination.equals(BUCKET)
              ? "  %s:%n    kind: s3%n    endpoint: %s%n    bucket: %s%n    prefix: vault%n    access-key-id: ${file:%s}%n    secret-access-key: ${file:%s}%n"
                  .formatted(
                      destination,
                      bucket.endpoint(),
                      bucket.bucket(),
                      directory.resolve("key-id"),
                      directory.resolve("secret-key"))
              : "  %s:%n    kind: local%n    path: %s%n"
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
    policy.append(moreSources);
    Files.writeString(directory.resolve("backstay.yaml"), policy);
    return new Ground(directory, Servers.start(directory), bucket);
  }

  private static void secret(Path directory, String name, String text) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
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
    keys.put("backstay.takeover-seconds", "8");
    keys.put("backstay.redis.url", servers.redisUrl());
    keys.put("kafka.bootstrap.servers", servers.kafka());
    servers
        .kafkaLogin()
        .forEach((key, value) -> keys.put("backstay.kafka.\"%s\"".formatted(key), value));
    keys.put("quarkus.datasource.catalog.jdbc.url", servers.jdbcUrl());
    keys.put("quarkus.datasource.catalog.username", servers.databaseUser());
    keys.put("quarkus.datasource.catalog.password", servers.databasePassword());
    return keys;
  }

  /** What a Java client of the broker is told. */
  Map<String, Object> kafkaClient() {
    Map<String, Object> client = new HashMap<>(servers.kafkaLogin());
    client.put("bootstrap.servers", servers.kafka());
    return client;
  }

  /** A command line for kcat. */
  List<String> kcat(String... arguments) {
    List<String> command = new ArrayList<>(List.of("kcat", "-b", servers.kafka()));
    command.addAll(servers.kcatLogin());
    command.addAll(List.of(arguments));
    return command;
  }

  Path tree() {
    return directory.resolve("tree");
  }

  /** Stock restic looking at a destination. */
  ResticOracle restic(String destination) {
    Path password = directory.resolve("password");
    return destination.equals(BUCKET)
        ? new ResticOracle(
            "s3:%s/%s/vault".formatted(bucket.endpoint(), bucket.bucket()),
            password,
            Map.of(
                "AWS_ACCESS_KEY_ID",
                bucket.keyId(),
                "AWS_SECRET_ACCESS_KEY",
                bucket.secret().text()))
        : new ResticOracle(at(destination), password);
  }

  /** What a command line is told to work with a destination's vault. */
  Map<String, String> vaultEnvironment(String destination) {
    Map<String, String> environment = new HashMap<>();
    environment.put("BACKSTAY_PASSWORD_FILE", directory.resolve("password").toString());
    if (!destination.equals(BUCKET)) {
      environment.put("BACKSTAY_VAULT", at(destination).toString());
      return environment;
    }
    environment.put("BACKSTAY_VAULT", "s3://" + bucket.bucket() + "/vault");
    environment.put("BACKSTAY_S3_ENDPOINT", bucket.endpoint().toString());
    environment.put("AWS_ACCESS_KEY_ID", bucket.keyId());
    environment.put("AWS_SECRET_ACCESS_KEY", bucket.secret().text());
    return environment;
  }

  /** Where the objects of a destination's vault lie as files, as somebody outside sees them. */
  Path objects(String destination) {
    return destination.equals(BUCKET)
        ? directory.resolve("buckets").resolve(bucket.bucket()).resolve("vault")
        : at(destination);
  }

  private Path at(String destination) {
    return directory.resolve(destination);
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
    try {
      servers.close();
    } finally {
      bucket.close();
    }
  }
}
