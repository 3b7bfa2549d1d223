package dev.backstay.pipeline.proof;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.ErrorKind;
import dev.backstay.contract.policy.ValidationQuery;
import dev.backstay.contract.policy.VerificationLevel;
import dev.backstay.engine.postgres.physical.PageVerification;
import dev.backstay.engine.postgres.recovery.ScratchServer;
import dev.backstay.pipeline.Progress;
import dev.backstay.pipeline.ScratchDirectory;
import dev.backstay.pipeline.postgres.PhysicalDescription;
import dev.backstay.pipeline.postgres.PhysicalTags;
import dev.backstay.pipeline.postgres.recovery.PostgresRestore;
import dev.backstay.pipeline.postgres.recovery.PostgresRestoreReport;
import dev.backstay.pipeline.postgres.recovery.RestoreOrder;
import dev.backstay.postgres.server.ServerPrograms;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The rehearsed restore of a physical backup: its data directory below scratch, a server of the
 * version it was taken from on it, recovered until it is consistent, every database entered. Asked
 * the queries of the policy there (L3). At last it is stopped and the checksum of every page
 * verified; where {@code pg_amcheck} is installed, that has looked at every index before.
 *
 * <p>Log and dumps are not restored by themselves; they are {@code LEVEL_UNSUPPORTED}.
 */
public final class PostgresRestoreProof implements RestoreProof {
  /** The log of a backup is short; even much of it is replayed within this. */
  private static final Duration RECOVERY_LIMIT = Duration.ofHours(2);

  private final Path scratch;
  private final List<Path> programs;
  private final InstantSource clock;

  /**
   * @param scratch with room for the largest cluster, once for each proof at a time
   * @param programs folders of server programs, beside those where distributions install them
   */
  public PostgresRestoreProof(Path scratch, List<Path> programs, InstantSource clock) {
    this.scratch = scratch;
    this.programs = List.copyOf(programs);
    this.clock = clock;
  }

  @Override
  public VerificationLevel highest() {
    return VerificationLevel.L3;
  }

  @Override
  public Evidence run(Rehearsal rehearsal) {
    PhysicalTags tags =
        PhysicalTags.of(rehearsal.snapshot().snapshot())
            .orElseThrow(() ->
                new BackstayException(
                    ErrorCode.LEVEL_UNSUPPORTED,
                    "snapshot %s is no physical backup, so no server starts on it; nothing was restored"
                        .formatted(rehearsal.snapshot().id().shortHex())));
    ServerPrograms server = ServerPrograms.require(tags.major(), programs);
    var grounds = new Grounds();
    try (ScratchDirectory directory = ScratchDirectory.below(scratch)) {
      rehearse(rehearsal, server, directory.path(), grounds);
    }
    return grounds.evidence();
  }

  private void rehearse(
      Rehearsal rehearsal, ServerPrograms server, Path directory, Grounds grounds) {
    PhysicalDescription about;
    Path data = directory.resolve("data");
    try {
      var restore = new PostgresRestore(rehearsal.vault(), clock);
      about = restore.description(rehearsal.snapshot().id());
      PostgresRestoreReport report =
          restore.run(RestoreOrder.rehearsal(rehearsal.snapshot(), data), Progress.NONE);
      grounds.bytes = report.files().bytes();
    } catch (BackstayException e) {
      grounds.finding("/data", e);
      return;
    }
    grounds.checks.add("the data directory was restored into scratch");
    var setup =
        new ScratchServer.Setup(
            server, data, directory.resolve("s"), about.server().settings(), RECOVERY_LIMIT);
    try (ScratchServer running = ScratchServer.start(setup)) {
      grounds.checks.add(
          "PostgreSQL %d recovered it to a consistent state".formatted(server.major()));
      ask(running, rehearsal, grounds);
      running.stop();
    } catch (BackstayException e) {
      grounds.finding("server", e);
      return;
    }
    if (about.server().checksums()) {
      verifyPages(data, about, grounds);
    }
  }

  private static void ask(ScratchServer server, Rehearsal rehearsal, Grounds grounds) {
    List<String> databases = server.databases();
    for (String database : databases) {
      server
          .clients()
          .amcheck(database)
          .ifPresent(said -> grounds.finding("database " + database, "pg_amcheck: " + said));
    }
    grounds.checks.add(
        "%d databases were entered%s"
            .formatted(
                databases.size(),
                server.clients().hasAmcheck()
                    ? " and their tables and indexes checked by pg_amcheck"
                    : ""));
    for (ValidationQuery query : rehearsal.queries()) {
      ask(server, query, grounds);
    }
  }

  private static void ask(ScratchServer server, ValidationQuery query, Grounds grounds) {
    String answer;
    try {
      answer = server.answer(query.database().orElse("postgres"), query.sql());
    } catch (BackstayException e) {
      if (e.code() != ErrorCode.SOURCE_UNREADABLE) {
        throw e; // it was not the database that refused
      }
      grounds.wrongAnswer(query.name(), String.valueOf(e.getMessage()));
      return;
    }
    if (answer.equals(query.expect())) {
      grounds.checks.add("query '%s' gave the expected answer".formatted(query.name()));
    } else {
      grounds.wrongAnswer(
          query.name(), "answered '%s' instead of '%s'".formatted(answer, query.expect()));
    }
  }

  private static void verifyPages(Path data, PhysicalDescription about, Grounds grounds) {
    int pageBytes = about.server().blockBytes();
    long pages =
        new PageVerification(
                data,
                pageBytes,
                about.server().pagesOfSegment(),
                (path, file, block) ->
                    grounds.finding(path, "the checksum of block %d does not fit".formatted(block)))
            .run();
    grounds.checks.add("the checksums of %d pages were verified after recovery".formatted(pages));
  }

  /** What one proof has gathered so far. Confined to its thread. */
  private static final class Grounds {
    /** More than anybody reads. */
    private static final int MAX_FINDINGS = 1_000;

    final List<String> checks = new ArrayList<>();
    private final List<ProofFinding> findings = new ArrayList<>();
    private long beyond;
    long bytes;

    /** Damage; what only hinders the proof goes on to the caller. */
    void finding(String object, BackstayException cause) {
      if (cause.code().kind() != ErrorKind.INTEGRITY) {
        throw cause;
      }
      finding(object, String.valueOf(cause.getMessage()));
    }

    void finding(String object, String what) {
      add(new ProofFinding(VerificationLevel.L2, object, what));
    }

    void wrongAnswer(String query, String what) {
      add(new ProofFinding(VerificationLevel.L3, "query " + query, what));
    }

    private void add(ProofFinding finding) {
      if (findings.size() < MAX_FINDINGS) {
        findings.add(finding);
      } else {
        beyond++;
      }
    }

    Evidence evidence() {
      return new Evidence(checks, bytes, findings, beyond);
    }
  }
}
