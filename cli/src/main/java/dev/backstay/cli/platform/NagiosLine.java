package dev.backstay.cli.platform;

import dev.backstay.cli.console.Wording;
import dev.backstay.cli.console.World;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The line of a monitoring plugin: {@code BACKSTAY state: text | figures}. The figures are the age
 * of each source's last backup and last proof, in seconds.
 */
record NagiosLine(PlatformStatus status, World world) {
  /** It could not be found out, and why. */
  static String unknown(String why) {
    return "BACKSTAY UNKNOWN: " + text(why);
  }

  @Override
  public String toString() {
    String said =
        status.reasons().isEmpty()
            ? "%s, %s"
                .formatted(
                    Wording.count(status.sources().size(), "source"),
                    Wording.count(status.destinations().size(), "destination"))
            : String.join("; ", status.reasons());
    String figures =
        status.sources().stream()
            .flatMap(source ->
                Stream.of("lastBackup", "lastProof")
                    .flatMap(name ->
                        source.instant(name).stream()
                            .map(at -> Duration.between(at, world.clock().instant()).toSeconds())
                            .map(age ->
                                figure(source.text("name", "source"), name, Math.max(0, age)))))
            .collect(Collectors.joining(" "));
    return "BACKSTAY %s: %s%s"
        .formatted(status.health(), text(said), figures.isEmpty() ? "" : " | " + figures);
  }

  private static String figure(String source, String name, long age) {
    String kind = name.equals("lastBackup") ? "backup_age" : "proof_age";
    return "%s_%s=%ds;;;0".formatted(source.replaceAll("[^a-z0-9-]", "_"), kind, age);
  }

  /** The figures begin at the first bar, and the line ends at its end. */
  private static String text(String text) {
    return text.replace('|', '/').replace('\n', ' ');
  }
}
