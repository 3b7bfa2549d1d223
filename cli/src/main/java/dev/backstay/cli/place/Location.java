package dev.backstay.cli.place;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.s3.S3Location;
import dev.backstay.store.sftp.SftpLocation;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Where a vault is, as a user names it. */
public sealed interface Location {
  String FORMS = "a path, s3://bucket/prefix or sftp://user@host/path";

  /** What other tools would understand and we do not: better refused than taken for a path. */
  Pattern FOREIGN = Pattern.compile("(?:[A-Za-z][A-Za-z0-9+.-]*://|(?:rest|b2|azure|gs|swift):).*");

  /** A directory of this machine. */
  record Directory(Path path) implements Location {}

  /** A prefix of a bucket. */
  record Bucket(S3Location place) implements Location {}

  /** A directory of an SSH server. */
  record Server(SftpLocation place) implements Location {}

  /** Reads any of the {@link #FORMS}. */
  static Location parse(String text) {
    try {
      if (S3Location.isMeant(text)) {
        return new Bucket(S3Location.parse(text));
      }
      if (text.startsWith("sftp:")) {
        return new Server(SftpLocation.parse(text));
      }
      if (text.isBlank() || FOREIGN.matcher(text).matches()) {
        throw new BackstayException(
            ErrorCode.USAGE, "'" + text + "' is not a location Backstay knows: write " + FORMS);
      }
      return new Directory(Path.of(text));
    } catch (InvalidPathException e) {
      throw new BackstayException(
          ErrorCode.USAGE, "'" + text + "' is not a path: " + e.getReason(), e);
    } catch (IllegalArgumentException e) {
      throw new BackstayException(ErrorCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }
}
