package dev.backstay.cli.place;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say under what a new snapshot is filed. */
public final class Filing {
  @Option(
      names = {"-t", "--tag"},
      paramLabel = "TAG",
      description = "A tag of the snapshot; may be given several times.")
  private List<String> tags = new ArrayList<>();

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description = "The host to file the snapshot under; default: the source's.")
  private @Nullable String host;

  public List<String> tags() {
    return tags;
  }

  /**
   * @param source where the data is
   */
  public String host(String source) {
    return Optional.ofNullable(host).orElse(source);
  }
}
