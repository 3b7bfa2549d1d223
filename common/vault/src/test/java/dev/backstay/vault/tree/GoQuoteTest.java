package dev.backstay.vault.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoQuoteTest {
  /** Bytes in hexadecimal, and the literal that Go's strconv.Quote makes of them. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "'', ''",
        "61, a",
        "0a, \\n",
        "22, \\\"",
        "27, '",
        "5c, \\\\",
        "09, \\t",
        "00, \\x00",
        "07080c0d0b, \\a\\b\\f\\r\\v",
        "1b, \\x1b",
        "7f, \\x7f",
        "ff, \\xff",
        "e282, \\xe2\\x82",
        "eda080, \\xed\\xa0\\x80",
        "c080, \\xc0\\x80",
        "f4908080, \\xf4\\x90\\x80\\x80",
        "c285, \\u0085",
        "c2a0, \\u00a0",
        "c2ad, \\u00ad",
        "cdb8, \\u0378",
        "e280a8, \\u2028",
        "ee8080, \\ue000",
        "efbbbf, \\ufeff",
        "efbfbd, \ufffd",
        "efbfbf, \\uffff",
        "f3a08081, \\U000e0001",
        "f48fbfbf, \\U0010ffff",
        "f09f9880, \ud83d\ude00",
        "65cc81, e\u0301",
        "c3a4, \u00e4"
      })
  void quotesAsGoDoes(String hex, String literal) {
    String expected = literal.equals("''") ? "" : literal;
    byte[] bytes = hex.equals("''") ? new byte[0] : HexFormat.of().parseHex(hex);
    assertThat(new String(GoQuote.quote(bytes), StandardCharsets.UTF_8)).isEqualTo(expected);
    assertThat(GoQuote.unquote(expected)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "\\101\\377\\000, 41ff00",
    "\\x41\\xFf, 41ff",
    "\\u00e9\\u00E9, c3a9c3a9",
    "\\U0001F600, f09f9880",
    "\ud83d\ude00, f09f9880",
    "\ud83d, efbfbd",
    "a\udc00\\n, 61efbfbd0a"
  })
  void unquotesWhatGoAccepts(String literal, String hex) {
    assertThat(HexFormat.of().formatHex(GoQuote.unquote(literal))).isEqualTo(hex);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"",
        "a\"b",
        "a\nb",
        "\\",
        "\\q",
        "\\'",
        "\\x",
        "\\x4",
        "\\xg0",
        "\\400",
        "\\08",
        "\\8",
        "\\u12",
        "\\ud800",
        "\\U00110000",
        "\\Uffffffff",
        "\\U0000d800",
        "\\U1234567",
        "\\u00\u0663e"
      })
  void refusesWhatGoRefuses(String literal) {
    assertThatThrownBy(() -> GoQuote.unquote(literal)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anyBytesSurviveQuoting() {
    for (int seed = 0; seed < 2_000; seed++) {
      byte[] bytes = new byte[seed % 40];
      SplittableRandom random = new SplittableRandom(seed);
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : random.nextInt(128));
      }
      String literal = new String(GoQuote.quote(bytes), StandardCharsets.UTF_8);
      assertThat(GoQuote.unquote(literal)).as("seed %d", seed).isEqualTo(bytes);
    }
  }

  @Test
  void everyCodePointSurvivesQuoting() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
        byte[] bytes = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
        byte[] quoted = GoQuote.quote(bytes);
        if (!java.util.Arrays.equals(
            GoQuote.unquote(new String(quoted, StandardCharsets.UTF_8)), bytes)) {
          assertThat(codePoint).as("a code point that is lost").isNull();
        }
      }
    }
  }
}
