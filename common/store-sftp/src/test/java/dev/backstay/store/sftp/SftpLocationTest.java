package dev.backstay.store.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SftpLocationTest {
  @Test
  void bothWrittenFormsAreRead() {
    assertThat(SftpLocation.parse("sftp://backup@store.example:2222/srv/vault"))
        .isEqualTo(new SftpLocation("backup", "store.example", 2222, "/srv/vault"));
    assertThat(SftpLocation.parse("sftp://backup@store.example/srv/vault/"))
        .isEqualTo(new SftpLocation("backup", "store.example", 22, "/srv/vault"));
    assertThat(SftpLocation.parse("sftp:backup@store.example:/srv/vault"))
        .isEqualTo(new SftpLocation("backup", "store.example", 22, "/srv/vault"));
    assertThat(SftpLocation.parse("sftp://backup@[::1]:2222/srv"))
        .isEqualTo(new SftpLocation("backup", "::1", 2222, "/srv"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sftp://backup@store.example:2222/srv/vault",
        "sftp://backup@store.example/srv",
        "sftp://backup@[fe80::1]:23/srv"
      })
  void printsAsItIsWritten(String text) {
    assertThat(SftpLocation.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sftp://store.example/srv",
        "sftp://user:secret@store.example/srv",
        "sftp://user@store.example",
        "sftp://user@store.example:99999/srv",
        "sftp:user@store.example:relative",
        "sftp:",
        "ssh://user@store.example/srv"
      })
  void everythingElseIsRefusedWithoutRepeatingIt(String text) {
    assertThatThrownBy(() -> SftpLocation.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
  }
}
