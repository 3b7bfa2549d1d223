package dev.backstay.catalog.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.catalog.access.Access.NewToken;
import dev.backstay.catalog.query.Paging;
import dev.backstay.contract.BackstayException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

  private final MemoryTokens store = new MemoryTokens();
  private Instant now = START;
  private final TokenText admin = TokenText.random(new Random(1));
  private final Access access =
      new Access(
          store, store, Optional.of(admin), (InstantSource) () -> now, new Random(20_261_120));

  @Test
  void theBearerOfATokenIsKnownAndItsSecretIsKeptNowhere() {
    // When
    NewToken made = access.create(new TokenName("ci"), Role.OPERATOR, Optional.empty(), "ada");
    // Then
    assertThat(access.caller(made.secret().reveal())).contains(new Caller("ci", Role.OPERATOR));
    assertThat(store.hashes()).containsExactly(made.secret().hash());
    assertThat(made.secret().hash()).hasSize(64).doesNotContain(made.secret().reveal());
    assertThat(made.toString()).doesNotContain(made.secret().reveal());
  }

  @Test
  void aTokenEndsWithItsTimeOrItsRevocation() {
    // Given
    NewToken brief =
        access.create(
            new TokenName("brief"), Role.VIEWER, Optional.of(START.plusSeconds(60)), "ada");
    NewToken revoked = access.create(new TokenName("gone"), Role.ADMIN, Optional.empty(), "ada");
    // When
    now = START.plusSeconds(60);
    boolean removed = access.revoke(new TokenName("gone"), "bob");
    // Then
    assertThat(access.caller(brief.secret().reveal())).isEmpty();
    assertThat(removed).isTrue();
    assertThat(access.caller(revoked.secret().reveal())).isEmpty();
    assertThat(access.revoke(new TokenName("gone"), "bob")).isFalse();
    assertThat(store.notes(Optional.empty(), Optional.empty(), Paging.first(10)))
        .extracting(AccessNote::action)
        .containsExactly(
            AccessNote.Action.TOKEN_CREATED,
            AccessNote.Action.TOKEN_CREATED,
            AccessNote.Action.TOKEN_REVOKED);
  }

  @Test
  void theTokenOfTheFileNeedsNoStore() {
    assertThat(access.caller(admin.reveal()))
        .contains(new Caller(TokenName.ADMIN_FILE, Role.ADMIN));
  }

  @Test
  void useIsNotedToTheMinute() {
    // Given
    NewToken made = access.create(new TokenName("ci"), Role.VIEWER, Optional.empty(), "ada");
    // When
    for (int second = 0; second < 90; second++) {
      now = START.plusSeconds(second);
      assertThat(access.caller(made.secret().reveal())).isPresent();
    }
    // Then
    assertThat(access.tokens().getFirst().lastUsedAt())
        .contains(START.plus(Duration.ofMinutes(1)).minusSeconds(0));
  }

  @Test
  void whatCannotBeIsRefused() {
    access.create(new TokenName("ci"), Role.VIEWER, Optional.empty(), "ada");
    assertThatThrownBy(
            () -> access.create(new TokenName("ci"), Role.ADMIN, Optional.empty(), "ada"))
        .isInstanceOf(BackstayException.class)
        .hasMessageContaining("already");
    assertThatThrownBy(
            () -> access.create(new TokenName("old"), Role.ADMIN, Optional.of(START), "ada"))
        .hasMessageContaining("passed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Ada", "a b", "local", "admin-file", "anonymous", "-x", "ä"})
  void aNameThatMisleadsIsNone(String name) {
    assertThatThrownBy(() -> new TokenName(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "bst_", "bst_short", "Bearer", "bst_ü"})
  void whatHasNotTheFormOfATokenIsNotLookedFor(String shown) {
    assertThat(access.caller(shown)).isEmpty();
  }

  @Test
  void refusalsDoNotFillTheLog() {
    // Given
    var limit = new RefusalLimit(() -> now);
    // When
    int kept = 0;
    for (int i = 0; i < 1_000; i++) {
      kept += limit.admit() >= 0 ? 1 : 0;
    }
    now = START.plusSeconds(61);
    // Then
    assertThat(kept).isEqualTo(RefusalLimit.PER_MINUTE);
    assertThat(limit.admit()).isEqualTo(1_000 - RefusalLimit.PER_MINUTE);
  }
}
