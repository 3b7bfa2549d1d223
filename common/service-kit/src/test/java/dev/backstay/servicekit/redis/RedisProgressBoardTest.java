package dev.backstay.servicekit.redis;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.servicekit.progress.ProgressBoard;
import dev.backstay.servicekit.progress.ProgressBoardContract;
import io.vertx.redis.client.Command;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("system")
class RedisProgressBoardTest extends ProgressBoardContract {
  private static RedisServer server;
  private static RedisCalls redis;

  @BeforeAll
  static void start() throws IOException {
    server = new RedisServer();
    redis = server.client();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void forget() {
    var _ = redis.call(Command.FLUSHALL);
  }

  @Override
  protected ProgressBoard board() {
    return new RedisProgressBoard(redis);
  }

  @Test
  void entriesExpireByThemselves() {
    // When
    board().show(dumping(10));

    // Then
    String key = requireNonNull(redis.call(Command.KEYS, "backstay:progress:*")).get(0).toString();
    assertThat(redis.number(Command.PTTL, key)).isBetween(1L, ProgressBoard.LIFETIME.toMillis());
  }

  @Test
  void showingNeverFailsTheStage() throws IOException {
    // Given
    server.stop();

    // When
    board().show(dumping(10));

    // Then
    server.startAgain();
    assertThat(board().all()).isEmpty();
  }
}
