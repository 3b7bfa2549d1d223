package dev.backstay.testing.walls;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rooms of the house and what each may import of the others. A room names only rooms above it,
 * so there is no cycle between rooms.
 */
enum Room {
  CONTRACT(
      "dev.backstay.contract",
      List.of(),
      "everyone imports it, so it may import no one: move the code to the room whose words it uses,"
          + " or move the value it needs into contract"),
  EVENTS(
      "dev.backstay.events",
      List.of(CONTRACT),
      "a subscribing team takes it to read events, so it brings nothing but JSON: move what sends"
          + " or receives to the service kit"),
  ORACLE(
      "dev.backstay.oracle",
      List.of(),
      "a judge shares no mistake with the judged: give it paths and bytes instead of our types"),
  POLICY(
      "dev.backstay.policy",
      List.of(CONTRACT),
      "it turns text into the model of contract and starts nothing: let the caller act on the"
          + " model"),
  CALENDAR(
      "dev.backstay.calendar",
      List.of(CONTRACT),
      "it turns schedules into instants and knows neither the time of now nor what was asked for:"
          + " hand it both"),
  RETENTION(
      "dev.backstay.retention",
      List.of(CONTRACT),
      "what is deleted is decided by a pure function that the catalog, the command line and a test"
          + " call alike: hand it the backups as values and carry out its plan elsewhere"),
  STORE(
      "dev.backstay.store",
      List.of(CONTRACT),
      "a store keeps bytes and must not know what they mean: move what knows packs or snapshots to"
          + " vault"),
  STORE_S3(
      "dev.backstay.store.s3",
      List.of(CONTRACT, STORE),
      "one store knows nothing of another: move what both need to store"),
  STORE_SFTP(
      "dev.backstay.store.sftp",
      List.of(CONTRACT, STORE),
      "one store knows nothing of another: move what both need to store"),
  VAULT(
      "dev.backstay.vault",
      List.of(CONTRACT, STORE),
      "a repository must open with nothing but a BlobStore and a key: take the port, never a"
          + " concrete store, and let pipeline bring engine and vault together"),
  ENGINE(
      "dev.backstay.engine",
      List.of(CONTRACT),
      "an engine captures and restores streams of bytes and does not know where they are kept: hand"
          + " them to the ports of engine and let pipeline connect them to the vault"),
  POSTGRES_SERVER(
      "dev.backstay.postgres.server",
      List.of(CONTRACT),
      "it finds and runs PostgreSQL's programs for whoever needs a server and never speaks to one:"
          + " put what needs a connection into engine-postgres"),
  POSTGRES_FIXTURE(
      "dev.backstay.postgres.fixture",
      List.of(CONTRACT, POSTGRES_SERVER),
      "it makes clusters for the tests of every room, so it imports nothing that they test"),
  ENGINE_POSTGRES(
      "dev.backstay.engine.postgres",
      List.of(CONTRACT, ENGINE, POSTGRES_SERVER),
      "it reads and prepares PostgreSQL clusters and does not know where their bytes are kept: hand"
          + " them to the ports of engine and let pipeline connect them to the vault"),
  PIPELINE(
      "dev.backstay.pipeline",
      List.of(CONTRACT, STORE, VAULT, ENGINE, POSTGRES_SERVER, ENGINE_POSTGRES),
      "it joins engine, vault and store and is given each of them: let the command or the service"
          + " choose the concrete ones"),
  SERVICE_KIT(
      "dev.backstay.servicekit",
      List.of(CONTRACT, EVENTS, POLICY, STORE, STORE_S3, STORE_SFTP, VAULT),
      "every service stands on it, so it knows none of them, and no engine: move what one service"
          + " needs to that service"),
  EMBEDDED(
      "dev.backstay.embedded",
      List.of(CONTRACT, EVENTS, POSTGRES_SERVER),
      "it starts servers for whoever needs them and knows no service: hand it directories and"
          + " ports"),
  SCHEDULER(
      "dev.backstay.scheduler",
      List.of(CONTRACT, EVENTS, POLICY, CALENDAR, SERVICE_KIT),
      "it decides what is due and asks for it by an event; who carries that out is none of its"
          + " business: no service imports another, and no vault"),
  DUMPER(
      "dev.backstay.dumper",
      List.of(
          CONTRACT, EVENTS, POLICY, STORE, VAULT, ENGINE, ENGINE_POSTGRES, PIPELINE, SERVICE_KIT),
      "it alone sees sources, and it sees no destination: what it leaves in staging is brought on"
          + " by the uploader"),
  UPLOADER(
      "dev.backstay.uploader",
      List.of(CONTRACT, EVENTS, POLICY, STORE, VAULT, PIPELINE, SERVICE_KIT),
      "it copies sealed bytes and sees no source: hand it what is committed in staging"),
  VERIFIER(
      "dev.backstay.verifier",
      List.of(CONTRACT, EVENTS, POLICY, STORE, VAULT, POSTGRES_SERVER, PIPELINE, SERVICE_KIT),
      "it judges what destinations hold, so it shares nothing with those who put it there but the"
          + " events"),
  CATALOG(
      "dev.backstay.catalog",
      List.of(CONTRACT, EVENTS, POLICY, CALENDAR, RETENTION, SERVICE_KIT),
      "a projection of events: it holds no key, no vault and no store, so that whoever takes it"
          + " over can read and destroy nothing"),
  STANDALONE(
      "dev.backstay.standalone",
      List.of(
          CONTRACT, EVENTS, EMBEDDED, SERVICE_KIT, SCHEDULER, DUMPER, UPLOADER, VERIFIER, CATALOG),
      "only wiring: a decision made here would have to be made again where five services run"),
  CLI(
      "dev.backstay.cli",
      List.of(
          CONTRACT,
          POLICY,
          STORE,
          STORE_S3,
          STORE_SFTP,
          VAULT,
          ENGINE,
          POSTGRES_SERVER,
          ENGINE_POSTGRES,
          PIPELINE),
      "recovery needs nothing but a destination and the key: keep services, catalog and tests out");

  static final String HOUSE = "dev.backstay";

  private final String root;

  @SuppressWarnings("ImmutableEnumChecker") // only ever List.of
  private final List<Room> imports;

  private final String reason;

  Room(String root, List<Room> imports, String reason) {
    this.root = root;
    this.imports = imports;
    this.reason = reason;
  }

  String root() {
    return root;
  }

  /** Why the room imports no more, and what to do instead. */
  String reason() {
    return reason;
  }

  /** The other rooms it may import. */
  List<Room> imports() {
    return imports;
  }

  Set<Room> forbidden() {
    Set<Room> forbidden = EnumSet.allOf(Room.class);
    forbidden.remove(this);
    imports.forEach(forbidden::remove);
    return forbidden;
  }

  boolean owns(JavaClass type) {
    return of(type).equals(Optional.of(this));
  }

  /** The room a class lives in: the one with the longest root that holds its package. */
  static Optional<Room> of(JavaClass type) {
    String name = type.getPackageName() + ".";
    return Arrays.stream(values())
        .filter(room -> name.startsWith(room.root + "."))
        .max(Comparator.comparingInt(room -> room.root.length()));
  }
}
