package dev.backstay.cli.vault;

import dev.backstay.cli.console.ProgressDisplay;
import dev.backstay.cli.console.ProgressStage;
import dev.backstay.vault.Progress;

/** Shows how far work on a vault is. */
record VaultProgress(ProgressDisplay display) implements Progress {
  @Override
  public void at(Point point) {
    display.at(
        new ProgressStage(
            name(point.phase()),
            point.objects(),
            point.objectsTotal(),
            point.bytes(),
            point.bytesTotal()));
  }

  private static String name(Phase phase) {
    return switch (phase) {
      case INDEX -> "index files read";
      case TREES -> "directories walked";
      case PACKS -> "packs read";
      case REPACK -> "packs rewritten";
      case COPY -> "objects copied";
      case DELETE -> "objects deleted";
    };
  }
}
