package dev.backstay.policy;

import dev.backstay.contract.ByteSize;
import dev.backstay.contract.policy.Destination;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.Policy;
import dev.backstay.contract.policy.Protection;
import dev.backstay.contract.policy.SecretReference;
import dev.backstay.contract.policy.Source;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.VaultSettings;
import java.nio.file.Path;
import java.util.List;

/** The top of the policy file: its five keys, and those of the vault. */
final class PolicyKeys {
  static final Key<SecretReference> PASSWORD =
      Key.of("password", Forms.secret(), "The vault's password.").asRequired();
  static final Key<Integer> COMPRESSION_LEVEL =
      Key.of(
              "compression-level",
              Forms.count(1, VaultSettings.MAX_COMPRESSION_LEVEL),
              "Level of zstd; 3 takes a third longer for 10 to 25 % less.")
          .orElse("1");
  static final Key<ByteSize> PACK_SIZE =
      Key.of(
              "pack-size",
              Forms.size(VaultSettings.MIN_PACK_SIZE, VaultSettings.MAX_PACK_SIZE),
              "How large the objects at the destinations are, 4MiB to 128MiB.")
          .orElse("16MiB");
  static final Key<List<Path>> ESCROW =
      Key.of(
              "escrow",
              Forms.listOf(Forms.path()),
              "Files with OpenPGP public keys; their owners can recover the password with `gpg`.")
          .orElse(List.of(), "nobody");

  static final Section<VaultSettings> VAULT_SECTION =
      new Section<>(
          "The encrypted, deduplicating repository that every destination holds a replica of.",
          List.of(PASSWORD, COMPRESSION_LEVEL, PACK_SIZE, ESCROW),
          vault ->
              new VaultSettings(
                  vault.get(PASSWORD),
                  vault.get(COMPRESSION_LEVEL),
                  vault.get(PACK_SIZE),
                  vault.get(ESCROW)));

  static final Key<VaultSettings> VAULT =
      Key.of("vault", VAULT_SECTION, "The repository.").asRequired();
  static final Key<List<Destination>> DESTINATIONS =
      Key.of(
              "destinations",
              new NamedForm<>(DestinationKeys.DESTINATION, DestinationName::new),
              "Where the vault is kept, by name; each holds a complete replica.")
          .asRequired();
  static final Key<Protection> DEFAULTS =
      Key.of(
              "defaults",
              ProtectionKeys.SECTION,
              "How every source is protected unless it says otherwise.")
          .otherwise("the defaults below");
  static final Key<List<Source>> SOURCES =
      Key.of(
              "sources",
              new NamedForm<>(SourceKeys.SOURCE, SourceName::new),
              "What is protected, by name.")
          .asRequired();

  static final Section<Policy> POLICY =
      new Section<>(
          "The whole file.",
          List.of(VAULT, DESTINATIONS, DEFAULTS, SOURCES),
          file -> new Policy(file.get(VAULT), file.get(DESTINATIONS), file.get(SOURCES)));

  private PolicyKeys() {}
}
