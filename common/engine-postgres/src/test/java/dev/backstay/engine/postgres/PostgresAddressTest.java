package dev.backstay.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import dev.backstay.engine.postgres.PostgresAddress.Host;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresAddressTest {
  @Test
  void everyPartIsReadAndEscapesAreTakenBack() {
    PostgresAddress address =
        parse(
            "postgresql://back%40up:p%40ss+w%2Frd%25@db1.example:6432,[::1],db3/my%20shop"
                + "?sslmode=verify-full&target_session_attrs=read-write&connect_timeout=3");

    assertThat(address.user()).isEqualTo("back@up");
    assertThat(address.password()).contains(Secret.of("p@ss+w/rd%"));
    assertThat(address.database()).isEqualTo("my shop");
    assertThat(address.hosts())
        .containsExactly(
            new Host("db1.example", 6432), new Host("::1", 5432), new Host("db3", 5432));
    assertThat(address.jdbcUrl())
        .isEqualTo("jdbc:postgresql://db1.example:6432,[::1]:5432,db3:5432/my%20shop");
    assertThat(address.properties())
        .containsEntry("sslmode", "verify-full")
        .containsEntry("targetServerType", "primary")
        .containsEntry("connectTimeout", "3");
  }

  @Test
  void nothingThatIsPrintedShowsThePassword() {
    PostgresAddress address = parse("postgres://backstay:hidden@db/shop?application_name=x");

    assertThat(address).hasToString("postgresql://backstay@db:5432/shop");
    assertThat(address.jdbcUrl()).doesNotContain("hidden");
  }

  @Test
  void whatIsLeftOutIsAsUsual() {
    PostgresAddress address = parse("postgresql://backstay@db");

    assertThat(address.database()).isEqualTo("postgres");
    assertThat(address.password()).isEmpty();
    assertThat(address.withDatabase("other").jdbcUrl()).endsWith("db:5432/other");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://u:hidden@db/x",
        "postgresql://db/x",
        "postgresql://u:hidden@db:0/x",
        "postgresql://u:hidden@db:port/x",
        "postgresql://u:hidden@%2Fvar%2Frun/x",
        "postgresql://u:hidden@/x",
        "postgresql://u:hidden%zz@db/x",
        "postgresql://u:hidden@db/x?sslmod=require",
        "postgresql://u:hidden@db/x?target_session_attrs=best"
      })
  void whatCannotBeReadIsRefusedWithoutBeingQuoted(String url) {
    assertThatThrownBy(() -> parse(url))
        .isInstanceOfSatisfying(
            BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
        .hasMessageNotContaining("hidden");
  }

  private static PostgresAddress parse(String url) {
    return PostgresAddress.parse(Secret.of(url));
  }
}
