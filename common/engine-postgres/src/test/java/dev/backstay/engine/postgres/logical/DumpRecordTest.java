package dev.backstay.engine.postgres.logical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.engine.postgres.logical.DatabaseForm.Grant;
import dev.backstay.engine.postgres.logical.DumpedDatabase.Extension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class DumpRecordTest {
  private static final DumpRecord RECORD =
      new DumpRecord(
          SystemId.parse("7574812345678901234"),
          150_020,
          16,
          Instant.parse("2026-11-20T11:46:57.123Z"),
          false,
          List.of("public.*"),
          true,
          false,
          List.of(
              new DumpedDatabase(
                  "a%2Fb",
                  new DatabaseForm(
                      "a/b",
                      "owner",
                      "UTF8",
                      "C",
                      "C.UTF-8",
                      Optional.of(new DatabaseForm.Locale("icu", "de-u-co-phonebk")),
                      -1,
                      List.of("search_path=\"a\", b"),
                      Optional.of(List.of(new Grant("", "CONNECT", false)))),
                  List.of(new Extension("hstore", "1.8", "public")),
                  List.of("owner"),
                  List.of(
                      new DumpedTable(
                          16_409,
                          new TableName("Odd.Schema", "T \"q\"\n"),
                          OptionalLong.of(7),
                          Optional.of("-42")),
                      new DumpedTable(
                          16_410,
                          new TableName("public", "part"),
                          OptionalLong.empty(),
                          Optional.empty())),
                  OptionalLong.of(1))));

  @Test
  void recordIsReadAsItWasWritten() {
    assertThat(DumpRecord.decode(DumpRecordJson.encode(RECORD))).isEqualTo(RECORD);
  }

  @Test
  void formatThatWasReleasedStaysReadable() throws IOException {
    try (var golden =
        Objects.requireNonNull(getClass().getResourceAsStream("dump-record-1.json"))) {
      assertThat(DumpRecord.decode(golden.readAllBytes())).isEqualTo(RECORD);
    }
  }

  @Test
  void otherKindsAndBrokenFilesAreToldApart() {
    assertThatThrownBy(() -> decode("{\"format\":1,\"kind\":\"postgres-physical\"}"))
        .isInstanceOfSatisfying(
            BackstayException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.VERSION_UNSUPPORTED));
    for (String broken : List.of("", "[]", "{", "{\"format\":1}", "nonsense", "{\"a\":{}}{}")) {
      assertThatThrownBy(() -> decode(broken))
          .as(broken)
          .isInstanceOfSatisfying(
              BackstayException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_CORRUPT));
    }
  }

  private static DumpRecord decode(String text) {
    return DumpRecord.decode(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void databaseThatIsNotThereIsNamedWithThoseThatAre() {
    assertThatThrownBy(() -> RECORD.database("orders"))
        .hasMessageContaining("'orders'")
        .hasMessageContaining("a/b");
  }
}
