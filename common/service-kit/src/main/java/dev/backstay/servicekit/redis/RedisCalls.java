package dev.backstay.servicekit.redis;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Redis, asked and answered: blocks, but never for long. Safe for any number of threads. */
public final class RedisCalls {
  /** What is in Redis is small and near; whoever waits longer waits for a server that is away. */
  private static final Duration LIMIT = Duration.ofSeconds(3);

  private final Redis redis;

  public RedisCalls(Redis redis) {
    this.redis = redis;
  }

  /** Sends a command whose answer is a number; nothing counts as 0. */
  public long number(Command command, String... arguments) {
    return Optional.ofNullable(call(command, arguments)).map(Response::toLong).orElse(0L);
  }

  /** Sends a command; the answer is null where Redis has nothing to say. */
  public @Nullable Response call(Command command, String... arguments) {
    Request request = Request.cmd(command);
    for (String argument : arguments) {
      request.arg(argument);
    }
    try {
      return redis
          .send(request)
          .toCompletionStage()
          .toCompletableFuture()
          .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(ErrorCode.INTERRUPTED, "interrupted while Redis was asked", e);
    } catch (ExecutionException | TimeoutException | IllegalStateException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new BackstayException(
          ErrorCode.REDIS_UNREACHABLE, "Redis did not answer %s: %s".formatted(command, cause), e);
    }
  }
}
