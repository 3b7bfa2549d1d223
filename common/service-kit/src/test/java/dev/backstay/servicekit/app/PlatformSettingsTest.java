package dev.backstay.servicekit.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pins every name and default. */
class PlatformSettingsTest {
  private static final Map<String, String> LEAST =
      Map.of("backstay.policy", "/policy.yaml", "backstay.staging", "/staging");

  private static PlatformSettings settings(Map<String, String> given) {
    Map<String, String> all = new HashMap<>(Map.of("java.io.tmpdir", "/tmp"));
    all.putAll(given);
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .withMapping(PlatformSettings.class)
        .withSources(new PropertiesConfigSource(all, "test", 100))
        .build()
        .getConfigMapping(PlatformSettings.class);
  }

  @Test
  void defaultsAreKept() {
    // When
    PlatformSettings settings = settings(LEAST);

    // Then
    assertThat(settings.policy()).isEqualTo(Path.of("/policy.yaml"));
    assertThat(settings.staging()).isEqualTo("/staging");
    assertThat(settings.stagingLimit()).isEqualTo("20GiB");
    assertThat(settings.streamLimit()).isEqualTo("5GiB");
    assertThat(settings.cache()).isEmpty();
    assertThat(settings.scratch()).isEqualTo(Path.of("/tmp/backstay-scratch"));
    assertThat(settings.instance()).isEmpty();
    assertThat(settings.hostname()).isEmpty();
    assertThat(settings.takeoverSeconds()).isEqualTo(60);
    assertThat(settings.kafka()).isEmpty();
    assertThat(settings.redis().url()).isEmpty();
    assertThat(settings.dumper().slots()).isEqualTo(2);
    assertThat(settings.dumper().spool()).isEqualTo(Path.of("/tmp"));
    assertThat(settings.uploader().upkeepSeconds()).isEqualTo(15);
    assertThat(settings.verifier().slots()).isEqualTo(2);
    assertThat(settings.verifier().restoreRoot()).isEmpty();
    assertThat(settings.verifier().postgresPrograms()).isEmpty();
  }

  @Test
  void namesAreKept() {
    // Given
    Map<String, String> given = new HashMap<>(LEAST);
    given.put("backstay.staging-limit", "1GiB");
    given.put("backstay.stream-limit", "2GiB");
    given.put("backstay.cache", "/cache");
    given.put("backstay.scratch", "/scratch");
    given.put("backstay.instance", "one");
    given.put("backstay.hostname", "host");
    given.put("backstay.takeover-seconds", "15");
    given.put("backstay.kafka.\"security.protocol\"", "SASL_SSL");
    given.put("backstay.redis.url", "redis://redis:6379");
    given.put("backstay.dumper.slots", "3");
    given.put("backstay.dumper.spool", "/spool");
    given.put("backstay.uploader.upkeep-seconds", "4");
    given.put("backstay.verifier.slots", "6");
    given.put("backstay.verifier.restore-root", "/restored");
    given.put("backstay.verifier.postgres-programs", "/opt/pg17/bin,/opt/pg18/bin");

    // When
    PlatformSettings settings = settings(given);

    // Then
    assertThat(settings.stagingLimit()).isEqualTo("1GiB");
    assertThat(settings.streamLimit()).isEqualTo("2GiB");
    assertThat(settings.cache()).contains(Path.of("/cache"));
    assertThat(settings.scratch()).isEqualTo(Path.of("/scratch"));
    assertThat(settings.instance()).contains("one");
    assertThat(settings.hostname()).contains("host");
    assertThat(settings.takeoverSeconds()).isEqualTo(15);
    assertThat(settings.kafka()).containsExactly(Map.entry("security.protocol", "SASL_SSL"));
    assertThat(settings.redis().url()).contains("redis://redis:6379");
    assertThat(settings.dumper().slots()).isEqualTo(3);
    assertThat(settings.dumper().spool()).isEqualTo(Path.of("/spool"));
    assertThat(settings.uploader().upkeepSeconds()).isEqualTo(4);
    assertThat(settings.verifier().slots()).isEqualTo(6);
    assertThat(settings.verifier().restoreRoot()).contains(Path.of("/restored"));
    assertThat(settings.verifier().postgresPrograms())
        .contains(List.of(Path.of("/opt/pg17/bin"), Path.of("/opt/pg18/bin")));
  }

  @Test
  void whatIsMissingOrUnknownIsToldAtOnce() {
    assertThatThrownBy(() -> settings(Map.of("backstay.stagin", "/oops")))
        .isInstanceOf(ConfigValidationException.class)
        .hasMessageContaining("backstay.policy")
        .hasMessageContaining("backstay.staging ")
        .hasMessageContaining("backstay.stagin ");
  }

  @Test
  void aTakeoverAtOnceIsRefused() {
    for (String seconds : List.of("0", "-1", "soon")) {
      // Given
      Map<String, String> given = new HashMap<>(LEAST);
      given.put("backstay.takeover-seconds", seconds);

      // When // Then
      assertThatThrownBy(() -> settings(given))
          .isInstanceOf(ConfigValidationException.class)
          .hasMessageContaining("backstay.takeover-seconds")
          .hasMessageContaining(seconds);
    }
  }
}
