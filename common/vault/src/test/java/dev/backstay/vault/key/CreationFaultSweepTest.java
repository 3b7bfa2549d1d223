package dev.backstay.vault.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Fault;
import dev.backstay.store.FaultPlan;
import dev.backstay.store.FaultyBlobStore;
import dev.backstay.vault.VaultFixture;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every call of a creation goes wrong once: afterwards there is a vault that opens, or none. */
@Tag("system")
class CreationFaultSweepTest {
  private static final KeyFile.KeyOrigin ORIGIN =
      new KeyFile.KeyOrigin(Instant.EPOCH, "user", "host");

  private final SecureRandom random = new SecureRandom();

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"FAILS_BEFORE", "AMBIGUOUS_AFTER", "TWICE", "LOST_ENTRIES"})
  void creationIsWholeOrCanBeRepeated(Fault fault) {
    FaultyBlobStore recording = FaultyBlobStore.wrap(VaultFixture.memory(), FaultPlan.none());
    create(recording);
    for (int number = 0; number < recording.calls().size(); number++) {
      // Given
      BlobStore bare = VaultFixture.memory();
      boolean created = create(FaultyBlobStore.wrap(bare, FaultPlan.onCall(number, fault)));

      // When
      boolean repeated = create(bare);

      // Then
      assertThat(created && repeated).as("%s at call %d", fault, number).isFalse();
      assertThat(new KeyRing(bare, random).open(VaultFixture.PASSWORD)).isNotNull();
      assertThat(VaultFixture.names(bare, "keys")).hasSize(1);
    }
  }

  /** Whether it was acknowledged. */
  private boolean create(BlobStore store) {
    try {
      new KeyRing(store, random).create(VaultFixture.PASSWORD, ORIGIN);
      return true;
    } catch (BackstayException e) {
      assertThat(e.code())
          .isIn(ErrorCode.VAULT_EXISTS, ErrorCode.STORE_UNREACHABLE, ErrorCode.STORE_AMBIGUOUS);
      return false;
    }
  }
}
