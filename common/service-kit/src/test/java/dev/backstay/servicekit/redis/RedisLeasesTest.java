package dev.backstay.servicekit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.servicekit.lease.Lease;
import dev.backstay.servicekit.lease.Leases;
import dev.backstay.servicekit.lease.LeasesContract;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("system")
class RedisLeasesTest extends LeasesContract {
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

  @Override
  protected Leases leases() {
    return new RedisLeases(redis, TTL);
  }

  /** Lets times to live pass: only the server's own clock counts. */
  private static void pass(int timesToLive) throws InterruptedException {
    assertThat(new CountDownLatch(1).await(timesToLive * TTL.toMillis(), TimeUnit.MILLISECONDS))
        .isFalse();
  }

  @Test
  void theNameOfADeadHolderIsFreeAfterItsTime() throws InterruptedException {
    // Given
    RedisLeases dying = new RedisLeases(redis, TTL);
    Lease first = dying.acquire("dead", TTL).orElseThrow();

    // When
    dying.close();
    assertThat(leases().acquire("dead", TTL)).isEmpty();
    pass(2);

    // Then
    try (Lease second = leases().acquire("dead", TTL).orElseThrow()) {
      assertThat(first.isHeld()).isFalse();
      assertThat(second.fence()).isGreaterThan(first.fence());
    }
  }

  @Test
  void noNameOutlivesItsHolderForLongerThanIsAllowed() throws InterruptedException {
    // Given
    RedisLeases dying = new RedisLeases(redis, TTL);
    assertThat(dying.acquire("wished for long", TTL.multipliedBy(1000))).isPresent();

    // When
    dying.close();
    pass(2);

    // Then
    assertThat(leases().acquire("wished for long", TTL)).isPresent();
  }

  @Test
  void aLeaseRenewsItself() throws InterruptedException {
    try (Lease lease = leases().acquire("long", TTL).orElseThrow()) {
      pass(4);

      assertThat(lease.isHeld()).isTrue();
      assertThat(leases().acquire("long", TTL)).isEmpty();
    }
  }

  @Test
  void aServerThatIsAwayOrForgotEverythingEndsTheLeaseAndFencesGrowOn()
      throws InterruptedException, IOException {
    // Given
    Lease first = leases().acquire("forgotten", TTL).orElseThrow();

    // When
    server.stop();

    // Then
    assertThatThrownBy(() -> leases().acquire("forgotten", TTL))
        .isInstanceOfSatisfying(
            BackstayException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.REDIS_UNREACHABLE));
    pass(2);
    assertThat(first.isHeld()).isFalse();
    server.startAgain();
    try (Lease second = leases().acquire("forgotten", TTL).orElseThrow()) {
      assertThat(second.fence()).isGreaterThan(first.fence());
    }
  }
}
