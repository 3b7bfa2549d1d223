package dev.backstay.verifier.restore;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.ErrorKind;
import dev.backstay.contract.Secret;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.event.RestoreCompleted;
import dev.backstay.contract.event.RestoreRequested;
import dev.backstay.contract.policy.Destination;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.Policy;
import dev.backstay.contract.policy.Source;
import dev.backstay.servicekit.event.EventPublisher;
import dev.backstay.servicekit.event.ToldOnce;
import dev.backstay.servicekit.work.Job;
import dev.backstay.servicekit.work.JobHandler;
import dev.backstay.servicekit.work.Outcome;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultOptions;
import java.lang.System.Logger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Carries out the restores that somebody asked for, each once. */
public final class Restores {
  private static final String PRODUCER = "/backstay/verifier";
  private static final Logger LOG = System.getLogger(Restores.class.getName());

  private final Setting setting;
  private final RestoreRoot root;
  private final RestoredSource flow;
  private final ToldOnce told = new ToldOnce();

  /**
   * What restores are made with.
   *
   * @param password of the vault
   * @param stores the way to each destination, kept open
   * @param root below which restores may write; none refuses them all
   */
  public record Setting(
      Supplier<Policy> policy,
      Supplier<Secret> password,
      Function<Destination, BlobStore> stores,
      Optional<Path> root,
      EventPublisher events,
      VaultOptions options) {}

  public Restores(Setting setting) {
    this.setting = setting;
    this.root = new RestoreRoot(setting.root());
    this.flow = new RestoredSource(setting.options().clock());
  }

  /** Restores what was asked for, and tells how it ended. */
  public JobHandler<RestoreRequested> onRequest() {
    return this::requested;
  }

  private Outcome requested(Job<RestoreRequested> job) {
    RestoreRequested request = job.event().data();
    Instant started = setting.options().clock().instant();
    if (told.knows(Event.idOf(failure(request, started, Optional.empty())))) {
      return Outcome.done(); // the same message again
    }
    try {
      Optional<RestoreSite.Done> done = carryOut(request);
      if (done.isEmpty()) {
        return Outcome.later("another worker restores the same");
      }
      tell(job, success(request, started, done.get()));
      LOG.log(
          Logger.Level.INFO,
          "restored source={0} backup={1} destination={2} target={3}",
          request.source(),
          request.backup(),
          done.get().destination(),
          request.target());
      return Outcome.done();
    } catch (BackstayException e) {
      return failed(job, started, e);
    }
  }

  /** What came of it, now or before; empty while somebody else is at it. */
  private Optional<RestoreSite.Done> carryOut(RestoreRequested request) {
    Optional<RestoreSite> held = root.site(request.target(), request.restore());
    if (held.isEmpty()) {
      return Optional.empty();
    }
    try (RestoreSite site = held.get()) {
      return Optional.of(site.finished().orElseGet(() -> restore(request, site)));
    } catch (BackstayException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new BackstayException(
          ErrorCode.INTERNAL, "the restore failed and nothing of it was kept: " + e, e);
    }
  }

  /** From the first destination that can be reached. */
  private RestoreSite.Done restore(RestoreRequested request, RestoreSite site) {
    List<Destination> destinations = destinations(request);
    for (Destination destination : destinations.subList(0, destinations.size() - 1)) {
      try {
        return restore(request, site, destination);
      } catch (BackstayException e) {
        if (e.code().kind() != ErrorKind.TRANSIENT || e.code() == ErrorCode.INTERRUPTED) {
          throw e;
        }
        LOG.log(
            Logger.Level.WARNING,
            "destination={0} cannot be reached, the next one is tried: {1}",
            destination.name(),
            e.getMessage());
      }
    }
    return restore(request, site, destinations.getLast());
  }

  private RestoreSite.Done restore(
      RestoreRequested request, RestoreSite site, Destination destination) {
    Path growing = site.growing();
    // Not closed: closing a vault closes its store, which is kept open for others.
    Vault vault =
        Vault.open(
            setting.stores().apply(destination), setting.password().get(), setting.options());
    var done = new RestoreSite.Done(destination.name(), flow.restore(vault, request, growing));
    site.finish(done);
    return done;
  }

  private List<Destination> destinations(RestoreRequested request) {
    Policy policy = setting.policy().get();
    List<Destination> wanted =
        request
            .destination()
            .map(List::of)
            .or(() ->
                policy
                    .source(request.source())
                    .map(Source::protection)
                    .map(protection -> protection.destinations()))
            .orElse(List.of())
            .stream()
            .flatMap(name -> policy.destination(name).stream())
            .toList();
    if (wanted.isEmpty()) {
      throw new BackstayException(
          ErrorCode.POLICY_INVALID,
          "the policy names no destination for source '%s'; nothing was restored"
              .formatted(request.source()));
    }
    return wanted;
  }

  private Outcome failed(Job<RestoreRequested> job, Instant started, BackstayException failure) {
    if (failure.code() == ErrorCode.INTERRUPTED) {
      return Outcome.later("this worker is ending");
    }
    if (failure.code().kind() == ErrorKind.TRANSIENT) {
      return Outcome.later(String.valueOf(failure.getMessage()));
    }
    RestoreRequested request = job.event().data();
    tell(job, failure(request, started, Optional.of(Failure.of(failure))));
    LOG.log(
        Logger.Level.ERROR,
        "restore failed source=%s backup=%s".formatted(request.source(), request.backup()),
        failure);
    return Outcome.done();
  }

  private RestoreCompleted success(
      RestoreRequested request, Instant started, RestoreSite.Done done) {
    return completed(
        request, started, Optional.empty(), done.figures(), Optional.of(done.destination()));
  }

  private RestoreCompleted failure(
      RestoreRequested request, Instant started, Optional<Failure> failure) {
    return completed(
        request, started, failure, new RestoredSource.Figures(0, 0), request.destination());
  }

  private RestoreCompleted completed(
      RestoreRequested request,
      Instant started,
      Optional<Failure> failure,
      RestoredSource.Figures figures,
      Optional<DestinationName> destination) {
    Instant now = setting.options().clock().instant();
    return new RestoreCompleted(
        request.restore(),
        request.backup(),
        request.source(),
        request.snapshot(),
        destination,
        failure,
        figures.files(),
        figures.bytes(),
        Duration.between(started, now),
        now);
  }

  private void tell(Job<RestoreRequested> job, RestoreCompleted completed) {
    var _ =
        told.tell(
            completed,
            () ->
                setting
                    .events()
                    .publish(
                        Event.of(PRODUCER, completed.completedAt(), completed)
                            .answering(job.event())));
  }
}
