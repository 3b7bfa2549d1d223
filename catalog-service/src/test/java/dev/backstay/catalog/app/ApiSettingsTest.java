package dev.backstay.catalog.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.catalog.app.access.ApiSettings;
import dev.backstay.catalog.app.figures.RetentionSettings;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApiSettingsTest {
  private static SmallRyeConfig config(Map<String, String> given) {
    return new SmallRyeConfigBuilder()
        .withMapping(ApiSettings.class)
        .withMapping(RetentionSettings.class)
        .withSources(new PropertiesConfigSource(given, "test", 100))
        .build();
  }

  @Test
  void withoutSettingsTheApiIsLocalAndRetentionRunsAtFive() {
    SmallRyeConfig config = config(Map.of());
    ApiSettings api = config.getConfigMapping(ApiSettings.class);
    RetentionSettings retention = config.getConfigMapping(RetentionSettings.class);
    assertThat(api.adminTokenFile()).isEmpty();
    assertThat(api.hosts()).isEmpty();
    assertThat(api.local()).isTrue();
    assertThat(retention.enabled()).isTrue();
    assertThat(retention.at()).isEqualTo(LocalTime.of(5, 0));
  }

  @Test
  void everySettingHasTheNameThatTheDocsTell() {
    SmallRyeConfig config =
        config(
            Map.of(
                "backstay.api.admin-token-file", "/run/secrets/token",
                "backstay.api.hosts", "vault.example,backup.example",
                "backstay.api.local", "false",
                "backstay.retention.enabled", "false",
                "backstay.retention.at", "23:30"));
    ApiSettings api = config.getConfigMapping(ApiSettings.class);
    RetentionSettings retention = config.getConfigMapping(RetentionSettings.class);
    assertThat(api.adminTokenFile()).contains("/run/secrets/token");
    assertThat(api.hosts()).contains(List.of("vault.example", "backup.example"));
    assertThat(api.local()).isFalse();
    assertThat(retention.enabled()).isFalse();
    assertThat(retention.at()).isEqualTo(LocalTime.of(23, 30));
  }
}
