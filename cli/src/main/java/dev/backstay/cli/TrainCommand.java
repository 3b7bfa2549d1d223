package dev.backstay.cli;

import dev.backstay.cli.console.World;
import dev.backstay.engine.postgres.physical.PageVerification;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code backstay train}: runs the usual commands on a small tree in a scratch directory, for the
 * JVM to learn from while the launcher makes its ahead-of-time cache. Of no use to people.
 */
@Command(name = "train", hidden = true, description = "Used by the launcher.")
final class TrainCommand implements Callable<Integer> {
  /** Enough for the JVM to see which loops are hot, and how they usually go. */
  private static final int LARGE_FILES = 12;

  private static final int LARGE_BYTES = 4 << 20;
  private static final int PAGE_BYTES = 8 << 10;
  private static final long PAGES_OF_SEGMENT = (1L << 30) / PAGE_BYTES;
  private static final int SMALL_FILES = 200;

  /** The name of a table's file, as PostgreSQL gives it. */
  private static final int FIRST_TABLE = 16_384;

  private static final int WORDS = 5_000;
  private static final long SEED = 1;

  /**
   * What users run most. Neither S3 nor SFTP: every start would load the classes of their clients,
   * and take half as long again.
   *
   * <p>A word that starts with {@code ./} is a path in the directory.
   */
  private static final List<String> LINES =
      List.of(
          "version",
          "help",
          "vault init",
          "vault keys list",
          "backup files ./tree",
          "backup files --json ./tree",
          "backup files --tag again --force ./tree",
          "backup files --chunking dumps --force ./tree",
          "snapshots",
          "snapshots --json",
          "ls -l latest",
          "ls --json latest",
          "diff latest latest",
          "check",
          "check --read-data",
          "vault stats",
          "vault copy --to ./replica",
          "repair --from ./replica",
          "forget --keep-last 1 --yes",
          "vault prune --grace 0s",
          "restore latest --verify --target ./restored",
          "restore latest --target ./tree", // refused: how errors are told
          "recovery-points",
          "backup postgres --url-file ./url", // nobody answers: how a server is asked
          "status --api http://127.0.0.1:9"); // nor here: how the platform is

  private final World world;

  @Parameters(index = "0", paramLabel = "DIR", description = "An empty directory.")
  private Path scratch = Path.of("");

  TrainCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    World training = training();
    Path tree = scratch.resolve("tree");
    write(tree);
    TrainingClasses.load();
    checkPages();
    for (String line : LINES) {
      List<String> words =
          Arrays.stream(line.split(" "))
              .map(word -> word.startsWith("./") ? scratch.resolve(word.substring(2)) : word)
              .map(Object::toString)
              .toList();
      Backstay.run(training, words.toArray(String[]::new));
    }
    return 0;
  }

  /** The tables as a data directory: how pages are checked. */
  private void checkPages() {
    new PageVerification(scratch, PAGE_BYTES, PAGES_OF_SEGMENT, (_, _, _) -> {}).run();
  }

  private World training() {
    Map<String, String> environment = new HashMap<>();
    environment.put("BACKSTAY_VAULT", scratch.resolve("vault").toString());
    environment.put("BACKSTAY_PASSWORD_FILE", scratch.resolve("password").toString());
    environment.put("XDG_CACHE_HOME", scratch.resolve("cache").toString());
    PrintStream silence =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return new World(
        environment,
        scratch,
        world.identity(),
        world.clock(),
        world.zone(),
        world.random(),
        silence,
        silence,
        OptionalInt.of(80));
  }

  private void write(Path tree) {
    Random random = new Random(SEED);
    try {
      Files.createDirectories(tree);
      Files.writeString(scratch.resolve("password"), "training");
      Files.writeString(scratch.resolve("url"), "postgresql://nobody@127.0.0.1:9/none");
      for (String folder : List.of("global", "base/5", "pg_tblspc")) {
        Files.createDirectories(scratch.resolve(folder));
      }
      Files.write(scratch.resolve("base/5").resolve(Integer.toString(FIRST_TABLE)), table(random));
      for (int i = 0; i < LARGE_FILES; i++) {
        switch (i % 4) {
          case 0 -> Files.write(tree.resolve("random-" + i), random(random));
          case 1 -> Files.writeString(tree.resolve("text-" + i), text(random));
          default -> Files.write(tree.resolve(Integer.toString(FIRST_TABLE + i)), table(random));
        }
      }
      for (int i = 0; i < SMALL_FILES; i++) {
        Path directory = Files.createDirectories(tree.resolve("directory-" + i % 10));
        Files.writeString(directory.resolve("small-" + i), "file " + i);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] random(Random random) {
    byte[] bytes = new byte[LARGE_BYTES];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Pages of rows with a free middle, as a database fills them. */
  private static byte[] table(Random random) {
    ByteBuffer pages = ByteBuffer.allocate(LARGE_BYTES);
    for (int page = 0; page < LARGE_BYTES; page += PAGE_BYTES) {
      pages.putInt(page, random.nextInt());
      int end = page + PAGE_BYTES / 2 + random.nextInt(PAGE_BYTES / 2);
      for (int at = page + Integer.BYTES; at + 2 * Integer.BYTES <= end; at += 2 * Integer.BYTES) {
        pages.putInt(at, random.nextInt(WORDS)).putInt(at + Integer.BYTES, at);
      }
    }
    return pages.array();
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder(LARGE_BYTES);
    while (text.length() < LARGE_BYTES) {
      text.append("word").append(random.nextInt(WORDS)).append(' ');
    }
    return text.toString();
  }
}
