package dev.backstay.testing.walls;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import java.util.List;
import java.util.stream.Stream;

/** Which part of the house may see which library. */
final class LibraryWalls {
  /** The rim: where Quarkus, Kafka and Jakarta are wired to the features. */
  private static final String[] RIM = {
    "dev.backstay..app..", "dev.backstay.servicekit..", "dev.backstay.standalone.."
  };

  /** The embedded broker is Kafka itself. */
  private static final String[] KAFKA = {
    "dev.backstay..app..",
    "dev.backstay.servicekit..",
    "dev.backstay.standalone..",
    "dev.backstay.embedded.."
  };

  private static final List<String> FRAMEWORKS =
      List.of(
          "io.quarkus",
          "io.smallrye",
          "io.vertx",
          "jakarta",
          "org.eclipse.microprofile",
          "org.hibernate");

  private LibraryWalls() {}

  static Stream<Wall> all() {
    return Stream.concat(
        FRAMEWORKS.stream()
            .map(framework ->
                wall(
                    framework,
                    "the framework stays at the rim so that everything inside is tested and"
                        + " recovered without it: put a plain interface inside and implement it"
                        + " in an app package",
                    RIM)),
        Stream.of(
            wall(
                "org.apache.kafka",
                "Kafka stays at the rim so that everything inside is tested without a broker: take"
                    + " WorkQueue, EventPublisher or EventSource",
                KAFKA),
            wall(
                "software.amazon.awssdk",
                "only one room knows S3: use BlobStore, or add what it lacks to store-s3",
                "dev.backstay.store.s3.."),
            wall(
                "org.apache.sshd",
                "only one room knows SSH: use BlobStore, or add what it lacks to store-sftp",
                "dev.backstay.store.sftp.."),
            wall(
                "org.postgresql",
                "only one room speaks to a PostgreSQL server that is backed up: take ServerSession,"
                    + " or add what it lacks to engine-postgres",
                "dev.backstay.engine.postgres..",
                "dev.backstay.postgres.fixture.."),
            wall(
                "com.github.luben.zstd",
                "what the vault stores is compressed once, by the vault: hand it plain bytes",
                "dev.backstay.vault.."),
            wall(
                "org.snakeyaml",
                "only policy reads YAML, so that every mistake is reported with file, line and"
                    + " column: take the model of contract",
                "dev.backstay.policy.."),
            wall(
                "picocli",
                "commands translate, rooms decide: take plain arguments and return values",
                "dev.backstay.cli..")));
  }

  private static Wall wall(String library, String reason, String... allowed) {
    return new Wall(
        "%s is seen by %s alone".formatted(library, String.join(", ", allowed)),
        noClasses()
            .that()
            .resideOutsideOfPackages(allowed)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(library + "..")
            .because(reason),
        "package %s; public final class Library {}".formatted(library),
        "package dev.backstay.engine; record Breach(%s.Library library) {}".formatted(library));
  }
}
