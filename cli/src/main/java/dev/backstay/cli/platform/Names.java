package dev.backstay.cli.platform;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The names that commands take: what cannot be one is refused before the platform is asked. */
final class Names {
  private Names() {}

  static String source(String text) {
    return checked(text, SourceName::new);
  }

  static String destination(String text) {
    return checked(text, DestinationName::new);
  }

  static String backup(String text) {
    try {
      return BackupId.parse(text).toString();
    } catch (IllegalArgumentException e) {
      throw new BackstayException(
          ErrorCode.USAGE, "a backup is named by its whole id: see 'backstay backups'", e);
    }
  }

  /** What may be absent; then empty. */
  static String optional(@Nullable String text, Function<String, String> form) {
    return text == null ? "" : form.apply(text);
  }

  private static String checked(String text, Function<String, ?> form) {
    try {
      return form.apply(text).toString();
    } catch (IllegalArgumentException e) {
      throw new BackstayException(ErrorCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }
}
