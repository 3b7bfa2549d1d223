package dev.backstay.testing.walls;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static dev.backstay.testing.walls.Conditions.neverImport;

import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Who may see whom inside the house. */
final class RoomWalls {
  /** The vault's facade, and the values it hands out. Everything else in the room is private. */
  private static final Set<String> PUBLIC_VAULT_PACKAGES =
      Set.of(
          "dev.backstay.vault",
          "dev.backstay.vault.check",
          "dev.backstay.vault.copy",
          "dev.backstay.vault.escrow",
          "dev.backstay.vault.prune",
          "dev.backstay.vault.read",
          "dev.backstay.vault.repair",
          "dev.backstay.vault.snapshot",
          "dev.backstay.vault.stats",
          "dev.backstay.vault.tree");

  private RoomWalls() {}

  static Stream<Wall> all() {
    return Stream.concat(
        Arrays.stream(Room.values()).map(RoomWalls::around),
        Stream.of(
            everyClassHasARoom(),
            contractStandsOnTheJdk(),
            vaultIsEnteredByItsFacade(),
            packagesOfARoomHaveNoCycle()));
  }

  private static Wall around(Room room) {
    ArchRule rule =
        classes()
            .that(Conditions.classes("live in " + room, room::owns))
            .should(
                neverImport(
                    "other rooms than " + room.imports(),
                    target -> Room.of(target).filter(room.forbidden()::contains).isPresent()))
            .because(room.reason());
    Room neighbour = room.forbidden().iterator().next();
    return new Wall(
        "%s imports no room but %s".formatted(room, room.imports()),
        rule,
        "package %s; public final class Neighbour {}".formatted(neighbour.root()),
        "package %s; record Breach(%s.Neighbour there) {}"
            .formatted(room.root(), neighbour.root()));
  }

  private static Wall everyClassHasARoom() {
    return new Wall(
        "every class lives in a known room",
        classes()
            .that()
            .resideInAPackage(Room.HOUSE + "..")
            .should()
            .beAssignableTo(
                Conditions.classes("a class of a known room", type -> Room.of(type).isPresent()))
            .because(
                "a room without walls is a corridor: add it to Room with what it may import and"
                    + " why, and to the table in docs/architecture.md"),
        "package dev.backstay.attic; final class Breach {}");
  }

  private static Wall contractStandsOnTheJdk() {
    return new Wall(
        "contract needs nothing but the JDK and annotations",
        classes()
            .that()
            .resideInAPackage("dev.backstay.contract..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "dev.backstay.contract..",
                "java..",
                "org.jspecify.annotations..",
                "com.fasterxml.jackson.annotation..")
            .because(
                "whatever contract needs, every program of every team needs: read and write formats"
                    + " in a room of their own, as policy does for YAML"),
        "package org.yaml; public final class Parser {}",
        "package dev.backstay.contract.plan; record Breach(org.yaml.Parser parser) {}");
  }

  private static Wall vaultIsEnteredByItsFacade() {
    return new Wall(
        "the vault is entered by its facade alone",
        classes()
            .that(Conditions.classes("live outside the vault", type -> !Room.VAULT.owns(type)))
            .should(
                neverImport(
                    "packages of the vault other than " + PUBLIC_VAULT_PACKAGES,
                    target ->
                        Room.of(target).equals(Optional.of(Room.VAULT))
                            && !PUBLIC_VAULT_PACKAGES.contains(target.getPackageName())))
            .because(
                "formats and locks stay changeable only while nobody outside holds them: offer what"
                    + " is needed in dev.backstay.vault"),
        "package dev.backstay.vault.pack; public final class Header {}",
        "package dev.backstay.pipeline; record Breach(dev.backstay.vault.pack.Header header) {}");
  }

  private static Wall packagesOfARoomHaveNoCycle() {
    return new Wall(
        "the packages of a room have no cycle",
        SlicesRuleDefinition.slices()
            .matching("dev.backstay.(*).(*)..")
            .namingSlices("$1.$2")
            .should()
            .beFreeOfCycles()
            .because(
                "packages that need each other are one package with a border drawn through it: move"
                    + " the shared value to the one below, or to the room's own package, which"
                    + " holds its entry and its shared values and is left out here"),
        "package dev.backstay.vault.one; public record One(dev.backstay.vault.two.Two two) {}",
        "package dev.backstay.vault.two; public record Two(dev.backstay.vault.one.One one) {}");
  }
}
