package dev.backstay.testing.walls;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static dev.backstay.testing.walls.Conditions.anyMemberOf;
import static dev.backstay.testing.walls.Conditions.member;
import static dev.backstay.testing.walls.Conditions.neverImport;
import static dev.backstay.testing.walls.Conditions.neverUse;

import com.tngtech.archunit.core.domain.JavaAccess;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What holds in every room: names, shapes, threads and errors. */
final class HouseRules {
  private static final String BANNED_SUFFIXES = ".*(Impl|Manager|Helper|Utils?|Dto|DTO|Data|Info)";

  /**
   * The classes that start threads, by outermost name. Each joins what it starts before its own
   * method returns or its own {@code close} ends; say which when adding one.
   */
  private static final Set<String> THREAD_OWNERS =
      Set.of(
          "dev.backstay.vault.lock.VaultLock",
          "dev.backstay.vault.work.Workers",
          "dev.backstay.pipeline.BackupCrew", // ended with the backup
          "dev.backstay.pipeline.TotalScan",
          "dev.backstay.pipeline.postgres.recovery.WalFetch", // its crew: joined before run returns
          "dev.backstay.pipeline.stream.FrameWriter", // its one thread: joined by close
          "dev.backstay.dumper.stream.StreamWatch", // its one thread: joined by close
          "dev.backstay.dumper.stream.Streams", // a worker a source: joined by close
          "dev.backstay.engine.postgres.logical.DumpPace", // its one thread: joined by close
          "dev.backstay.cli.Main", // its hook: ended with the process
          "dev.backstay.cli.console.ProgressDisplay", // its one thread: joined by close
          "dev.backstay.scheduler.loop.SchedulerThread", // its one thread: joined by close
          "dev.backstay.catalog.chore.Repeating", // its one thread: joined by close
          "dev.backstay.catalog.app.RebuildAtStart", // one rebuild: ends by itself
          "dev.backstay.uploader.stream.StreamTelling", // its one thread: joined by close
          "dev.backstay.uploader.delivery.Uploader", // its rounds: joined by close
          "dev.backstay.standalone.Main", // its hook: ended with the process
          "dev.backstay.standalone.Platform", // one start: joined before it returns
          "dev.backstay.servicekit.redis.RedisLease", // its renewal: ends with the lease
          "dev.backstay.servicekit.work.KafkaWork", // its slots: joined by close
          "dev.backstay.servicekit.work.MemoryWork", // likewise
          "dev.backstay.servicekit.work.RunningJob", // interrupted by the work that started it
          "dev.backstay.embedded.OwnThread", // ends with the broker's own start or stop
          "dev.backstay.cli.platform.api.Interruptible", // one exchange: joined before it returns
          "dev.backstay.store.s3.S3Calls" // one request: joined before the call returns
          );

  private static final Set<String> OLD_DATES =
      Set.of(
          "java.util.Date",
          "java.util.Calendar",
          "java.util.GregorianCalendar",
          "java.text.SimpleDateFormat",
          "java.sql.Timestamp");

  private HouseRules() {}

  static Stream<Wall> all() {
    return Stream.of(
        namesSayWhatAThingIs(),
        everyPackageIsNullMarked(),
        recordsHoldNoArrays(),
        datesAreJavaTime(),
        threadsHaveListedOwners(),
        errorsAreCoded());
  }

  private static Wall namesSayWhatAThingIs() {
    return new Wall(
        "a name says what a thing is",
        noClasses()
            .should()
            .beAssignableTo(
                Conditions.classes(
                    "a class named " + BANNED_SUFFIXES,
                    type -> type.getSimpleName().matches(BANNED_SUFFIXES)))
            .because(
                "these suffixes say that the author did not know what the thing is: name it by its"
                    + " noun in docs/glossary.md, or by what tells it from its sisters"
                    + " (MemoryBlobStore, not BlobStoreImpl)"),
        "package dev.backstay.store; final class BreachManager {}");
  }

  private static Wall everyPackageIsNullMarked() {
    return new Wall(
        "every package is null-marked",
        classes()
            .should()
            .beAssignableTo(
                Conditions.classes(
                    "a class of a @NullMarked package",
                    type ->
                        type.getPackage().isAnnotatedWith("org.jspecify.annotations.NullMarked")))
            .because(
                "null is a compile error only where NullAway looks: add a package-info with"
                    + " @NullMarked that says what the package owns and must never import"),
        "package dev.backstay.store.odd; final class Breach {}");
  }

  private static Wall recordsHoldNoArrays() {
    return new Wall(
        "records hold no arrays",
        fields()
            .that()
            .areDeclaredInClassesThat()
            .areRecords()
            .and()
            .areNotStatic()
            .should()
            .notHaveRawType(Conditions.classes("an array", type -> type.isArray()))
            .because(
                "an array is compared by identity and can be changed behind the record's back: use"
                    + " a list, a value with its own equals, or a final class"),
        "package dev.backstay.store; record Breach(byte[] bytes) {}");
  }

  private static Wall datesAreJavaTime() {
    return new Wall(
        "instants are java.time",
        classes()
            .that(
                Conditions.classes(
                    "do not speak to the OpenPGP library, whose own API wants a Date",
                    type ->
                        type.getDirectDependenciesFromSelf().stream()
                            .noneMatch(dependency ->
                                dependency
                                    .getTargetClass()
                                    .getPackageName()
                                    .startsWith("org.bouncycastle.openpgp"))))
            .should(
                neverImport("the old date classes", type -> OLD_DATES.contains(type.getFullName())))
            .because(
                "they are mutable and mean a different thing in every time zone: use Instant,"
                    + " Duration, ZonedDateTime"),
        "package dev.backstay.store; record Breach(java.util.Date when) {}");
  }

  private static Wall threadsHaveListedOwners() {
    Predicate<JavaAccess<?>> starts =
        member(Thread.class, "<init>", "ofVirtual", "ofPlatform", "startVirtualThread");
    starts =
        starts
            .or(anyMemberOf(Executors.class))
            .or(member(ThreadPoolExecutor.class, "<init>"))
            .or(member(ForkJoinPool.class, "<init>", "commonPool"))
            .or(member(CompletableFuture.class, "supplyAsync", "runAsync"))
            .or(access -> access.getTarget().getName().equals("parallelStream"));
    return new Wall(
        "every thread has a listed owner",
        classes()
            .that(
                Conditions.classes(
                    "are not listed in HouseRules.THREAD_OWNERS",
                    type -> !THREAD_OWNERS.contains(type.getFullName().replaceAll("\\$.*", ""))))
            .should(neverUse("threads of their own", starts))
            .because(
                "a thread nobody joins outlives the backup it worked for: run the work in a scope"
                    + " of a listed owner, or list the class with what ends its threads"),
        """
        package dev.backstay.store;
        final class Breach {
          void go(Runnable work) { Thread.ofVirtual().start(work); }
        }
        """);
  }

  private static Wall errorsAreCoded() {
    Predicate<JavaAccess<?>> nameless = member(RuntimeException.class, "<init>");
    nameless =
        nameless
            .or(member(Exception.class, "<init>"))
            .or(member(Throwable.class, "<init>"))
            .or(member(Error.class, "<init>"));
    return new Wall(
        "no error is nameless",
        classes()
            .that()
            .areNotAssignableTo(Throwable.class)
            .and(resideOutsideOfPackages(Room.ORACLE.root() + ".."))
            .should(neverUse("nameless exceptions", nameless))
            .because(
                "an operator cannot act on a RuntimeException: throw BackstayException with the"
                    + " ErrorCode whose remedy fits, or INTERNAL for a defect of ours"),
        """
        package dev.backstay.store;
        final class Breach {
          void go() { throw new RuntimeException("something went wrong"); }
        }
        """);
  }
}
