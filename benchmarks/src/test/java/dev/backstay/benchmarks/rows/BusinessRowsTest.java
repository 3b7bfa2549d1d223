package dev.backstay.benchmarks.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BusinessRowsTest {
  @ParameterizedTest
  @CsvSource({
    "customers,12,69939a237d4d708d291f45da98f71dc97320abbc0d709b9e2a4c47a45f200186",
    "orders,11,818c8d728d3a0a91f117b0a37b72ec7cc53fd46cc2f178eb7684f37d8735fd91",
    "events,8,e6d77c6d2bf45ebfd70996a9c936ec245650993bef5009e4481821c73f954874"
  })
  void everyRowIsTheSameForEver(String table, int fields, String hash) throws Exception {
    // Given // When
    String rows = rows(table, 1, 2000);

    // Then
    assertThat(rows.lines().map(row -> row.split("\t", -1).length))
        .hasSize(2000)
        .containsOnly(fields);
    assertThat(rows).matches("[\\x20-\\x5b\\x5d-\\x7e\t\n]+"); // nothing that COPY would escape
    assertThat(sha256(rows)).isEqualTo(hash);
  }

  @ParameterizedTest
  @CsvSource({"customers", "orders", "events"})
  void rangesFitTogether(String table) throws IOException {
    // Given
    String whole = rows(table, 1, 300);

    // When
    String parts = rows(table, 1, 100) + rows(table, 101, 200);

    // Then
    assertThat(parts).isEqualTo(whole);
  }

  @Test
  void anUnknownTableIsRefused() {
    assertThatThrownBy(() -> rows("invoices", 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no table is called invoices");
  }

  private static String rows(String table, long first, long count) throws IOException {
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    BusinessRows.write(table, first, count, rows);
    return rows.toString(StandardCharsets.US_ASCII);
  }

  private static String sha256(String text) throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.US_ASCII)));
  }
}
