package dev.backstay.cli.vault;

import dev.backstay.store.BlobName;
import dev.backstay.vault.BlobId;

/**
 * Where a vault keeps the message that holds a password: beside the key file that this password
 * opens, so that a message tells which of several passwords it is.
 */
final class EscrowMessage {
  private static final String FOLDER = "backstay/escrow/";

  private EscrowMessage() {}

  static BlobName of(BlobId key) {
    return BlobName.of(FOLDER + key.hex() + ".asc");
  }
}
