package dev.backstay.vault.escrow;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EscrowTest {
  private final Escrow escrow = new Escrow(InstantSource.system(), new SecureRandom());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "alice@example.org",
        "-----BEGIN PGP PUBLIC KEY BLOCK-----",
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n-----END PGP PUBLIC KEY BLOCK-----\n",
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n",
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEZ\u00ff\n=AAAA\n",
        "-----BEGIN PGP MESSAGE-----\n\nhF4D\n-----END PGP MESSAGE-----\n",
        "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlFgE\n-----END PGP PRIVATE KEY BLOCK-----\n"
      })
  void whatIsNoPublicKeyIsRefused(String recipient) {
    assertThatThrownBy(() -> escrow.seal(Secret.of("correct horse"), List.of(recipient)))
        .isInstanceOf(BackstayException.class)
        .hasMessageStartingWith("escrow recipient 1 ")
        .hasMessageNotContaining("correct horse")
        .extracting(e -> ((BackstayException) e).code())
        .isEqualTo(ErrorCode.ESCROW_INVALID);
  }

  @Test
  void messageForNobodyIsRefused() {
    assertThatThrownBy(() -> escrow.seal(Secret.of("correct horse"), List.of()))
        .isInstanceOf(BackstayException.class)
        .extracting(e -> ((BackstayException) e).code())
        .isEqualTo(ErrorCode.ESCROW_INVALID);
  }
}
