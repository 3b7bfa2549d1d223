package dev.backstay.contract.policy;

import dev.backstay.contract.ByteSize;
import java.nio.file.Path;
import java.util.List;

/**
 * How the vault is sealed and packed; the same at every destination, which hold replicas of it.
 *
 * @param compressionLevel of zstd
 * @param escrowRecipients files with the OpenPGP public keys that the password is encrypted to
 */
public record VaultSettings(
    SecretReference password,
    int compressionLevel,
    ByteSize packSize,
    List<Path> escrowRecipients) {
  /** The levels above cost minutes per gigabyte and have a history of encoder defects. */
  public static final int MAX_COMPRESSION_LEVEL = 19;

  /** Smaller packs drown a store in requests. */
  public static final ByteSize MIN_PACK_SIZE = ByteSize.ofMebi(4);

  /** The largest that stock restic writes. */
  public static final ByteSize MAX_PACK_SIZE = ByteSize.ofMebi(128);

  public VaultSettings {
    escrowRecipients = List.copyOf(escrowRecipients);
    if (compressionLevel < 1 || compressionLevel > MAX_COMPRESSION_LEVEL) {
      throw new IllegalArgumentException("the compression level is from 1 to 19");
    }
    if (packSize.compareTo(MIN_PACK_SIZE) < 0 || packSize.compareTo(MAX_PACK_SIZE) > 0) {
      throw new IllegalArgumentException("the pack size is from 4 MiB to 128 MiB");
    }
  }
}
