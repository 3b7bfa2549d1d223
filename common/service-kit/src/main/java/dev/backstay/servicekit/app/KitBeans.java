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
import dev.backstay.store.RetryPolicy;
import dev.backstay.vault.VaultOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
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

  @Produces
  @Singleton
  EventPublisher publisher(KafkaConnection kafka) {
    return new KafkaEventPublisher(kafka);
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
  Leases leases() {
    return new MemoryLeases();
  }

  @Produces
  @Singleton
  ProgressBoard progress(InstantSource clock) {
    return new MemoryProgressBoard(clock);
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
