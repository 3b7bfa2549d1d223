package dev.backstay.cli.files;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ByteSize;
import dev.backstay.contract.ErrorCode;
import dev.backstay.pipeline.FileChunking;
import dev.backstay.vault.Chunking;

/** How a chunking is written on the command line. */
final class ChunkingChoice {
  private static final String FIXED = "fixed:";

  private ChunkingChoice() {}

  /** Reads {@code auto}, {@code files}, {@code dumps} or {@code fixed:SIZE}. */
  static FileChunking parse(String text) {
    if (text.startsWith(FIXED)) {
      try {
        ByteSize size = ByteSize.parse(text.substring(FIXED.length()));
        return FileChunking.always(new Chunking.Fixed(Math.toIntExact(size.bytes())));
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw new BackstayException(ErrorCode.USAGE, "--chunking: " + e.getMessage(), e);
      }
    }
    return switch (text) {
      case "auto" -> FileChunking.AUTO;
      case "files" -> FileChunking.always(Chunking.FILES);
      case "dumps" -> FileChunking.always(Chunking.DUMPS);
      default ->
          throw new BackstayException(
              ErrorCode.USAGE,
              "--chunking is auto, files, dumps or for example fixed:128KiB, not '" + text + "'");
    };
  }
}
