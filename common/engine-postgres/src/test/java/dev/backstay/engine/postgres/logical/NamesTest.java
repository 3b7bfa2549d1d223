package dev.backstay.engine.postgres.logical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class NamesTest {
  @Test
  void tableNamesAreReadAsSqlReadsThem() {
    assertThat(TableName.parse("Public.Orders")).isEqualTo(new TableName("public", "orders"));
    assertThat(TableName.parse("\"Odd.Schema\".\"T \"\"q\"\" x\ny\""))
        .isEqualTo(new TableName("Odd.Schema", "T \"q\" x\ny"));
    assertThatThrownBy(() -> TableName.parse("orders")).isInstanceOf(BackstayException.class);
    assertThatThrownBy(() -> TableName.parse("a.\"b")).isInstanceOf(BackstayException.class);
    assertThatThrownBy(() -> TableName.parse("a.b.c")).isInstanceOf(BackstayException.class);
  }

  @Test
  void whatIsQuotedIsReadBackAsItWas() {
    TableName odd = new TableName("Odd.Schema", "T \"q\" x\ny");

    assertThat(TableName.parse(odd.quoted())).isEqualTo(odd);
    assertThat(TableName.parse(odd.toString())).isEqualTo(odd);
    assertThat(new TableName("public", "orders")).hasToString("public.orders");
  }

  @Test
  void patternsMeanThemselvesButForStars() {
    TablePattern pattern = TablePattern.parse("public.ledger_*");

    assertThat(pattern.matches(new TableName("public", "ledger_2026"))).isTrue();
    assertThat(pattern.matches(new TableName("public", "ledger"))).isFalse();
    assertThat(pattern.matches(new TableName("publicx", "ledger_1"))).isFalse();
    assertThat(TablePattern.parse("*.Odd?").matches(new TableName("a", "Odd?"))).isTrue();
    assertThat(TablePattern.parse("*.Odd?").matches(new TableName("a", "Oddx"))).isFalse();
    assertThat(pattern.clientPattern()).isEqualTo("\"public\".\"ledger_\"*");
    assertThat(TablePattern.parse("*.a*b").clientPattern()).isEqualTo("*.\"a\"*\"b\"");
  }

  @Test
  void directoriesAreNamedSoThatNoneLeadsElsewhere() {
    assertThat(DumpDirectory.of("orders_2")).isEqualTo("orders_2");
    assertThat(DumpDirectory.of("..")).isEqualTo("%2E.");
    assertThat(DumpDirectory.of("a/b c\n")).isEqualTo("a%2Fb%20c%0A");
    assertThat(DumpDirectory.of("é")).isEqualTo("%C3%A9");
  }

  @Test
  void dependentsOfARenamedTableAreRenamedWithIt() {
    assertThat(RelocatedName.of("orders_pkey", "orders", "rescued")).isEqualTo("rescued_pkey");
    assertThat(RelocatedName.of("by_day", "orders", "rescued")).isEqualTo("rescued_by_day");
    assertThat(RelocatedName.of("by_day", "orders", "orders")).isEqualTo("by_day");
    String first = RelocatedName.of("é".repeat(30) + "1", "orders", "rescued");
    String second = RelocatedName.of("é".repeat(30) + "2", "orders", "rescued");
    assertThat(first).isNotEqualTo(second);
    assertThat(first.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(63);
  }
}
