package dev.backstay.standalone;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

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
    Platform platform;
    try {
      platform = Platform.start(home, arguments.kafkaPort(), System.err);
    } catch (RuntimeException e) {
      home.close();
      throw e;
    }
    platform.configuration(policy, arguments.httpPort()).forEach(System::setProperty);
    var banner = new Banner(arguments, policy, platform.kafka(), first);
    StartedPlatform.whenReady(
        () -> System.out.println(banner.text(Duration.ofNanos(System.nanoTime() - begun))));
    var ended = new CountDownLatch(1);
    // The framework's own handler does not always run on SIGTERM, and would leave the servers
    // behind.
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform().name("end-platform").unstarted(() -> end(platform, ended)));
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

  private static void end(Platform platform, CountDownLatch ended) {
    Quarkus.blockingExit();
    platform.close();
    ended.countDown();
  }
}
