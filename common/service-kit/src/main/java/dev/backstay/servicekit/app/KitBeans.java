package dev.backstay.servicekit.app;

import dev.backstay.contract.policy.VaultSettings;
import dev.backstay.servicekit.event.EventPublisher;
import dev.backstay.servicekit.event.EventSource;
import dev.backstay.servicekit.event.KafkaEventPublisher;
import dev.backstay.servicekit.event.KafkaEventSource;
import dev.backstay.servicekit.kafka.KafkaConnection;
import dev.backstay.servicekit.lease.Leases;
import dev.backstay.servicekit.lease.MemoryLeases;
import dev.backstay.servicekit.place.Stores;
import dev.backstay.servicekit.progress.MemoryProgressBoard;
import dev.backstay.servicekit.progress.ProgressBoard;
import dev.backstay.servicekit.redis.RedisCalls;
import dev.backstay.servicekit.redis.RedisLeases;
import dev.backstay.servicekit.redis.RedisProgressBoard;
import dev.backstay.store.RetryPolicy;
import dev.backstay.vault.VaultOptions;
import io.opentelemetry.api.OpenTelemetry;
import io.smallrye.common.annotation.Identifier;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What every service is given. */
@ApplicationScoped
public class KitBeans {
  @Produces
  @Singleton
  InstantSource clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  Identity identity(PlatformSettings settings) {
    return Identity.of(settings);
  }

  @Produces
  @Singleton
  KafkaConnection kafka(
      PlatformSettings settings,
      @ConfigProperty(name = "kafka.bootstrap.servers", defaultValue = "localhost:9092")
          String bootstrap) {
    Map<String, String> client = new HashMap<>(settings.kafka());
    client.putIfAbsent("bootstrap.servers", bootstrap);
    return new KafkaConnection(client);
  }

  /**
   * What the channels of reactive messaging are connected with: the same as every other client.
   * Quarkus would give them {@code kafka.*} alone.
   */
  @Produces
  @Singleton
  @Identifier("default-kafka-broker")
  Map<String, Object> channels(KafkaConnection kafka) {
    return Map.copyOf(kafka.settings());
  }

  @Produces
  @Singleton
  Tracing tracing(OpenTelemetry telemetry) {
    return new Tracing(telemetry.getTracer("dev.backstay"));
  }

  @Produces
  @Singleton
  EventPublisher publisher(KafkaConnection kafka, Tracing tracing) {
    return tracing.around(new KafkaEventPublisher(kafka));
  }

  void end(@Disposes EventPublisher publisher) {
    publisher.close();
  }

  @Produces
  @Singleton
  EventSource history(KafkaConnection kafka) {
    return new KafkaEventSource(kafka);
  }

  @Produces
  @Singleton
  RedisCalls redis(Redis client) {
    return new RedisCalls(client);
  }

  @Produces
  @Singleton
  Leases leases(PlatformSettings settings, Instance<RedisCalls> redis) {
    return settings.redis().url().isPresent()
        ? new RedisLeases(redis.get(), Duration.ofSeconds(settings.takeoverSeconds()))
        : new MemoryLeases();
  }

  @Produces
  @Singleton
  ProgressBoard progress(
      PlatformSettings settings, Instance<RedisCalls> redis, InstantSource clock) {
    return settings.redis().url().isPresent()
        ? new RedisProgressBoard(redis.get())
        : new MemoryProgressBoard(clock);
  }

  @Produces
  @Singleton
  Stores stores(PolicyFile policy, InstantSource clock) {
    return new Stores(
        policy.secrets(),
        System.getenv(),
        Path.of(System.getProperty("user.home")),
        RetryPolicy.INTERACTIVE,
        clock);
  }

  void end(@Disposes Stores stores) {
    stores.close();
  }

  @Produces
  @Singleton
  VaultOptions vaultOptions(
      PlatformSettings settings, PolicyFile policy, Identity identity, InstantSource clock) {
    VaultSettings vault = policy.get().vault();
    VaultOptions options =
        VaultOptions.defaults(identity.holder(), clock, new SecureRandom())
            .withCompressionLevel(vault.compressionLevel())
            .withPackBytes(Math.toIntExact(vault.packSize().bytes()));
    return settings.cache().map(options::withCacheDirectory).orElse(options);
  }
}
