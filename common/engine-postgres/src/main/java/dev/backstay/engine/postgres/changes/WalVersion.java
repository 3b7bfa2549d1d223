package dev.backstay.engine.postgres.changes;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.util.Arrays;

/** How a major version writes WAL, as far as it differs from its neighbours. */
enum WalVersion {
  V14(14, 0xD10D, 0x02, 0x10),
  V15(15, 0xD110, 0x1C, 0x20),
  V16(16, 0xD113, 0x1C, 0x20),
  V17(17, 0xD116, 0x1C, 0x20),
  V18(18, 0xD118, 0x1C, 0x20);

  private final int major;
  private final int pageMagic;
  private final int compressedImage;
  private final int databaseDropped;

  WalVersion(int major, int pageMagic, int compressedImage, int databaseDropped) {
    this.major = major;
    this.pageMagic = pageMagic;
    this.compressedImage = compressedImage;
    this.databaseDropped = databaseDropped;
  }

  static WalVersion of(int major) {
    return Arrays.stream(values())
        .filter(version -> version.major == major)
        .findFirst()
        .orElseThrow(() ->
            new BackstayException(
                ErrorCode.SOURCE_UNSUPPORTED,
                "the WAL of PostgreSQL %d is not one of those that can be read".formatted(major)));
  }

  int major() {
    return major;
  }

  /** The first two bytes of each page. */
  int pageMagic() {
    return pageMagic;
  }

  /** Whether the image of a page is compressed, by the flags of its header. */
  boolean isCompressed(int imageFlags) {
    return (imageFlags & compressedImage) != 0;
  }

  /** The operation by which a database's files go; those below it create some. */
  int databaseDropped() {
    return databaseDropped;
  }
}
