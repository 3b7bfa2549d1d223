package dev.backstay.testing.walls;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static dev.backstay.testing.walls.Conditions.member;
import static dev.backstay.testing.walls.Conditions.neverUse;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * How the world outside comes in: through constructors, from the few places that build the whole.
 */
final class WorldRules {
  /**
   * Where a program is put together: these packages take clock, randomness and environment from the
   * system and hand them on.
   */
  private static final String[] COMPOSITION_ROOTS = {
    "dev.backstay.cli", "dev.backstay..app..", "dev.backstay.standalone"
  };

  private WorldRules() {}

  static Stream<Wall> all() {
    return Stream.of(
        timeComesThroughTheConstructor(),
        randomnessComesThroughTheConstructor(),
        environmentComesThroughTheConstructor(),
        onlyTheCommandLineSpeaks());
  }

  private static Wall timeComesThroughTheConstructor() {
    Predicate<JavaAccess<?>> clock = member(System.class, "currentTimeMillis");
    clock =
        clock
            .or(WorldRules::isNowOfTheSystem)
            .or(member(InstantSource.class, "system"))
            .or(member(Clock.class, "systemUTC", "systemDefaultZone", "system"));
    return new Wall(
        "time comes through the constructor",
        classes()
            .that(resideOutsideOfPackages(COMPOSITION_ROOTS))
            .should(neverUse("the system's clock", clock))
            .because(
                "only an injected clock lets a test stand in the year of an expired lock: take an"
                    + " InstantSource in the constructor"),
        """
        package dev.backstay.store;
        final class Breach {
          java.util.function.Supplier<java.time.Instant> clock = java.time.Instant::now;
        }
        """);
  }

  private static boolean isNowOfTheSystem(JavaAccess<?> access) {
    return access.getTargetOwner().getPackageName().equals("java.time")
        && access.getTarget().getName().equals("now")
        && access.getTarget() instanceof CodeUnitAccessTarget target
        && target.getRawParameterTypes().stream()
            .noneMatch(type -> type.isEquivalentTo(Clock.class));
  }

  private static Wall randomnessComesThroughTheConstructor() {
    Predicate<JavaAccess<?>> chance = member(Math.class, "random");
    chance =
        chance
            .or(WorldRules::isUnseededRandom)
            .or(member(ThreadLocalRandom.class, "current"))
            .or(member(RandomGenerator.class, "getDefault", "of"))
            .or(member(UUID.class, "randomUUID"));
    return new Wall(
        "randomness comes through the constructor",
        classes()
            .that(resideOutsideOfPackages(COMPOSITION_ROOTS))
            .should(neverUse("unseeded randomness", chance))
            .because(
                "a failure found by chance is worth nothing unless one seed replays it: take a"
                    + " RandomGenerator in the constructor (SecureRandom where secrecy hangs on"
                    + " it)"),
        """
        package dev.backstay.store;
        final class Breach {
          java.util.Random random = new java.util.Random();
        }
        """);
  }

  private static boolean isUnseededRandom(JavaAccess<?> access) {
    return member(Random.class, "<init>").test(access)
        && access.getTarget() instanceof CodeUnitAccessTarget target
        && target.getRawParameterTypes().isEmpty();
  }

  private static Wall environmentComesThroughTheConstructor() {
    return new Wall(
        "the environment comes through the constructor",
        classes()
            .that(resideOutsideOfPackages(COMPOSITION_ROOTS))
            .and(resideOutsideOfPackages(Room.ORACLE.root() + ".."))
            .should(neverUse("the environment", member(System.class, "getenv")))
            .because(
                "a variable read in the depth is a setting nobody can find or test: read it in a"
                    + " composition root and pass the value"),
        """
        package dev.backstay.store;
        final class Breach {
          String home = System.getenv("HOME");
        }
        """);
  }

  private static Wall onlyTheCommandLineSpeaks() {
    Predicate<JavaAccess<?>> console = member(System.class, "out", "err", "in", "exit", "console");
    console =
        console
            .or(member(Runtime.class, "exit", "halt"))
            .or(access -> access.getTarget().getName().equals("printStackTrace"));
    return new Wall(
        "only the command line speaks to the terminal and ends the process",
        classes()
            .that(resideOutsideOfPackages("dev.backstay.cli..", "dev.backstay.standalone"))
            .should(neverUse("the terminal or the end of the process", console))
            .because(
                "a library that prints spoils --json, and one that exits kills its host: return a"
                    + " value, report progress to the caller's observer, or throw"
                    + " BackstayException"),
        """
        package dev.backstay.store;
        final class Breach {
          void go() { System.out.println("done"); }
        }
        """);
  }
}
