package dev.backstay.catalog.app.figures;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.LocalTime;

/** What an operator can set about retention that runs by itself. */
@ConfigMapping(prefix = "backstay.retention")
public interface RetentionSettings {
  /** Whether it runs at all; the API asks for prunes in any case. */
  @WithDefault("true")
  boolean enabled();

  /** Once a day, not before this time in each source's own time zone. */
  @WithDefault("05:00")
  LocalTime at();
}
