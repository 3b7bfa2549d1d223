package dev.backstay.engine.postgres.logical;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.Secret;
import dev.backstay.engine.postgres.PostgresAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
@Timeout(60)
final class GuardedProcessTest {
  private static final PostgresAddress NOWHERE =
      PostgresAddress.parse(Secret.of("postgresql://nobody@127.0.0.1:1/none"));
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path folder;

  private GuardedProcess start(String... line) {
    return GuardedProcess.start(ClientCommand.in(folder, NOWHERE, List.of(line)));
  }

  /** The program itself, below the shell that guards it. */
  private static ProcessHandle child(String program) {
    Optional<ProcessHandle> found = Optional.empty();
    while (found.isEmpty()) {
      Thread.onSpinWait();
      found =
          ProcessHandle.current()
              .descendants()
              .filter(process -> process.info().command().orElse("").endsWith("/" + program))
              .findFirst();
    }
    return found.get();
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static char state(ProcessHandle process) {
    try {
      String line = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      return line.charAt(line.lastIndexOf(')') + 2);
    } catch (IOException e) {
      return 'X'; // gone
    }
  }

  @Test
  void exitStatusIsTheProgramsOwn() {
    try (GuardedProcess process = start("/bin/sh", "-c", "exit 7")) {
      assertThat(process.await()).isEqualTo(7);
    }
  }

  @Test
  void programIsPausedContinuedAndEndedEvenWhilePaused() {
    // Given
    GuardedProcess process = start("/bin/sleep", "300");
    ProcessHandle sleeper = child("sleep");

    // When
    process.pause();
    await(() -> state(sleeper) == 'T');
    process.resume();
    await(() -> state(sleeper) == 'S');
    process.pause();
    await(() -> state(sleeper) == 'T');
    process.close();

    // Then
    await(() -> !sleeper.isAlive());
    assertThat(process.isRunning()).isFalse();
  }

  @Test
  void openFilesAreToldUntilTheyAreClosed() throws IOException {
    // Given
    Path file = Files.writeString(folder.toRealPath().resolve("1.dat"), "rows");

    GuardedProcess process = start("/usr/bin/tail", "-f", file.toString());

    // When
    await(() -> process.openFiles().filter(open -> open.contains(file)).isPresent());
    process.close();

    // Then
    assertThat(process.openFiles().orElseThrow()).doesNotContain(file);
  }
}
