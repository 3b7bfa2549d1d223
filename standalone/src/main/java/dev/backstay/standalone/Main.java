package dev.backstay.standalone;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** Starts the whole platform in this process and ends it in the right order. */
@QuarkusMain
public final class Main {
  private Main() {}

  public static void main(String[] words) {
    long begun = System.nanoTime();
    try {
      run(words, begun);
    } catch (BackstayException e) {
      System.err.printf("error %s: %s%n  %s%n", e.code(), e.getMessage(), e.code().remedy());
      System.exit(e.code().exitStatus());
    }
  }

  private static void run(String[] words, long begun) {
    Arguments arguments = Arguments.parse(words, System.getenv());
    if (!Ports.isFree(arguments.httpPort())) {
      throw new BackstayException(
          ErrorCode.START_FAILED,
          "port %d of loopback is taken; name another one with --port"
              .formatted(arguments.httpPort()));
    }
    Home home = Home.take(arguments.home());
    boolean first = arguments.policy().isEmpty() && home.writeFirstPolicy(new SecureRandom());
    Path policy = arguments.policy().orElseGet(home::policy);
    CompletableFuture<Platform> starting = new CompletableFuture<>();
    var ending = new AtomicBoolean();
    var ended = new CountDownLatch(1);
    // Before the servers: whoever ends the process while they start must not leave them behind. The
    // framework's own handler does not always run on SIGTERM, and knows nothing of them.
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("end-platform")
                .unstarted(() -> {
                  ending.set(true);
                  end(starting, ended);
                }));
    Platform platform;
    try {
      platform = Platform.start(home, arguments.kafkaPort(), System.err);
      starting.complete(platform);
    } catch (RuntimeException e) {
      starting.cancel(false); // it has ended what it had started
      home.close();
      throw e;
    }
    if (ending.get()) {
      return; // the hook ends what has started
    }
    platform.configuration(policy, arguments.httpPort()).forEach(System::setProperty);
    var banner = new Banner(arguments, policy, platform.kafka(), first);
    StartedPlatform.whenReady(
        () -> System.out.println(banner.text(Duration.ofNanos(System.nanoTime() - begun))));
    Quarkus.run(StartedPlatform.class, Main::ended);
    ended.countDown();
  }

  private static void ended(int status, @org.jspecify.annotations.Nullable Throwable failure) {
    if (failure != null) {
      System.err.println("the services did not start: " + failure.getMessage());
    }
    if (status != 0) {
      Runtime.getRuntime().exit(status);
    }
  }

  /** Waits for a start that is under way, which has limits of its own. */
  private static void end(CompletableFuture<Platform> starting, CountDownLatch ended) {
    Quarkus.blockingExit();
    try {
      starting.join().close();
    } catch (CancellationException e) {
      System.err.println("ended: the platform had not started");
    } finally {
      ended.countDown();
    }
  }
}
