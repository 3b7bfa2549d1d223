package dev.backstay.servicekit.policy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.policy.Policy;
import dev.backstay.policy.PolicyReader;
import dev.backstay.policy.PolicyReading;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The policy of a file that people change while the process runs. Who asks is given what the file
 * says by then, a few seconds late at most; a file that is no policy changes nothing, nor does one
 * with other destinations or another vault, which take a restart: workers, stores and keys are made
 * for them once. Why the file of now does not count is told. Any number of threads may ask.
 */
public final class WatchedPolicy implements Supplier<Policy> {
  /** Soon enough for people, and nothing for a process that asks a hundred times a second. */
  static final Duration LOOK = Duration.ofSeconds(5);

  private static final Logger LOG = System.getLogger(WatchedPolicy.class.getName());

  private final Path file;
  private final InstantSource clock;
  private Policy policy;
  private @Nullable Stamp seen;
  private Instant nextLook;
  private Optional<String> objection = Optional.empty();

  /** What tells one state of the file from another. */
  private record Stamp(FileTime modified, long size, @Nullable Object key) {}

  private WatchedPolicy(Path file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
    this.nextLook = clock.instant().plus(LOOK);
    this.seen = stamp();
    this.policy = new PolicyReader().read(file).orThrow();
  }

  /** Reads the file; fails with {@code POLICY_INVALID} and every problem in it. */
  public static WatchedPolicy of(Path file, InstantSource clock) {
    return new WatchedPolicy(file, clock);
  }

  @Override
  public synchronized Policy get() {
    look();
    return policy;
  }

  /** Why the file as it is now does not count, if so. */
  public synchronized Optional<String> objection() {
    look();
    return objection;
  }

  private void look() {
    Instant now = clock.instant();
    if (now.isBefore(nextLook) && now.isAfter(nextLook.minus(LOOK.multipliedBy(2)))) {
      return;
    }
    nextLook = now.plus(LOOK);
    @Nullable Stamp found = stamp();
    if (found == null || found.equals(seen)) {
      return; // an editor may just be putting another file in its place
    }
    seen = found;
    PolicyReading reading = new PolicyReader().read(file);
    switch (reading) {
      case PolicyReading.Accepted(var read, _) -> consider(read);
      case PolicyReading.Rejected rejected ->
          object("the policy file was changed and is no policy now: " + why(rejected));
    }
  }

  private static String why(PolicyReading.Rejected rejected) {
    try {
      var _ = rejected.orThrow();
      return "";
    } catch (BackstayException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private void consider(Policy read) {
    boolean needsRestart =
        !read.vault().equals(policy.vault()) || !read.destinations().equals(policy.destinations());
    if (needsRestart) {
      object(
          "the policy file has other destinations or another vault now, which take a restart;"
              + " until then all of the policy stays as it was");
    } else if (!read.equals(policy)) {
      policy = read;
      objection = Optional.empty();
      LOG.log(Logger.Level.INFO, "policy read anew sources={0}", read.sources().size());
    } else {
      objection = Optional.empty();
    }
  }

  private void object(String reason) {
    objection = Optional.of(reason);
    LOG.log(Logger.Level.WARNING, "{0}", reason);
  }

  private @Nullable Stamp stamp() {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    } catch (IOException e) {
      return null; // whoever reads it tells why
    }
  }
}
