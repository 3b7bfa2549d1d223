package dev.backstay.verifier.restore;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.RestoreId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The directory below which restores may write. */
record RestoreRoot(Optional<Path> directory) {
  /** Where a restore goes; refuses what is not below the root. */
  Path target(String wanted) {
    Path root =
        directory.orElseThrow(() ->
            refused("this verifier restores nothing: backstay.verifier.restore-root is not set"));
    Path target = root.resolve(wanted).normalize();
    if (!target.startsWith(root.normalize()) || target.equals(root.normalize())) {
      throw refused("'%s' is not below %s".formatted(wanted, root));
    }
    requireNoLink(root.normalize(), target);
    return target;
  }

  /** A link would lead out of the root. */
  private static void requireNoLink(Path root, Path target) {
    for (Path path = target.getParent();
        path != null && !path.equals(root);
        path = path.getParent()) {
      if (Files.isSymbolicLink(path)) {
        throw refused("'%s' leads over the link %s".formatted(target, path));
      }
    }
  }

  /** The place of one restore; empty while somebody else carries out the same one. */
  Optional<RestoreSite> site(String wanted, RestoreId restore) {
    return RestoreSite.at(target(wanted), restore);
  }

  private static BackstayException refused(String why) {
    return new BackstayException(ErrorCode.TARGET_UNWRITABLE, why + "; nothing was restored");
  }
}
