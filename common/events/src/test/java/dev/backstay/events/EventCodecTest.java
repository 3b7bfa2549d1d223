package dev.backstay.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventType;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EventCodecTest {
  private static final Event<?> SAMPLE = EventSamples.all().getFirst();

  @Test
  void thereIsASampleOfEveryType() {
    assertThat(EventSamples.all())
        .extracting(Event::type)
        .containsExactlyInAnyOrder(EventType.values());
  }

  @ParameterizedTest
  @MethodSource("dev.backstay.events.EventSamples#all")
  void readsWhatItWrote(Event<?> event) {
    assertThat(EventCodec.decode(EventCodec.encode(event))).isEqualTo(event);
  }

  @Test
  void whatLaterVersionsAddIsIgnored() {
    String json = json(SAMPLE).replace("\"data\":{", "\"newer\":1,\"data\":{\"addedLater\":[1],");
    assertThat(decode(json)).isEqualTo(SAMPLE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          \\{.*                              | nonsense             | EVENT_MALFORMED | it is not JSON
          \\{.*                              | []                   | EVENT_MALFORMED | not a JSON object
          "specversion":"1.0"                | "specversion":"0.3"  | EVENT_UNKNOWN   | CloudEvents 0.3
          requested.v1"                      | requested.v9"        | EVENT_UNKNOWN   | requested.v9
          "subject":"orders-files"           | "subject":"other"    | EVENT_MALFORMED | its subject
          "attempt":1,                       | ''                   | EVENT_MALFORMED | data.attempt is missing
          "attempt":1,                       | "attempt":"1",       | EVENT_MALFORMED | data.attempt is not valid
          "attempt":1,                       | "attempt":1.5,       | EVENT_MALFORMED | data.attempt is not valid
          "attempt":1,                       | "attempt":null,      | EVENT_MALFORMED | data.attempt is missing
          "attempt":1,                       | "attempt":0,         | EVENT_MALFORMED | is not valid
          "kind":"INCREMENTAL"               | "kind":"SIDEWAYS"    | EVENT_MALFORMED | data.kind is not valid
          "kind":"INCREMENTAL"               | "kind":1             | EVENT_MALFORMED | data.kind is not valid
          "source":"orders-files"            | "source":"../../etc" | EVENT_MALFORMED | data.source is not valid
          "tags":\\["before-upgrade"\\]      | "tags":"x"           | EVENT_MALFORMED | data.tags is not valid
          "tags":\\["before-upgrade"\\]      | "tags":[null]        | EVENT_MALFORMED | not valid
          "time":"2026                       | "time":"yesterday    | EVENT_MALFORMED | yesterday
          "id":"[^"]*"                       | "id":"1-1-1-1-1"     | EVENT_MALFORMED | an id has
          "id":"[^"]*"                       | "id":7               | EVENT_MALFORMED | attribute 'id'
          """)
  void refusesWhatIsNoEventAndSaysWhy(String part, String bad, ErrorCode code, String reason) {
    // Given
    String broken = json(SAMPLE).replaceFirst(part, bad == null ? "" : bad);
    assertThat(broken).isNotEqualTo(json(SAMPLE));

    // Then
    assertThatThrownBy(() -> decode(broken))
        .isInstanceOf(BackstayException.class)
        .hasMessageContaining(reason)
        .extracting(e -> ((BackstayException) e).code())
        .isEqualTo(code);
  }

  @Test
  void refusesWhatIsTooLong() {
    assertThatThrownBy(() -> EventCodec.decode(new byte[EventCodec.MAX_BYTES + 1]))
        .hasMessageContaining("more than 900000");
  }

  @ParameterizedTest
  @MethodSource("dev.backstay.events.EventSamples#all")
  void bytesThatFlippedNeverGetAsFarAsABug(Event<?> event) {
    var random = new Random(20261120);
    byte[] good = EventCodec.encode(event);
    for (int round = 0; round < 300; round++) {
      byte[] bad = good.clone();
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(EventCodec.decode(bad)).isNotNull();
      } catch (BackstayException e) {
        assertThat(e.code()).isIn(ErrorCode.EVENT_MALFORMED, ErrorCode.EVENT_UNKNOWN);
      }
    }
  }

  private static String json(Event<?> event) {
    return new String(EventCodec.encode(event), StandardCharsets.UTF_8);
  }

  private static Event<?> decode(String json) {
    return EventCodec.decode(json.getBytes(StandardCharsets.UTF_8));
  }
}
