package dev.backstay.servicekit.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.servicekit.kafka.KafkaConnection;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

final class RecordSenderTest {
  @Test
  void aBrokerWhoseNameIsUnknownIsAway() {
    // Given
    try (var sender = new RecordSender(KafkaConnection.plain("nowhere.invalid:9092"))) {
      // When / Then
      assertThatThrownBy(() -> sender.send(new ProducerRecord<>("events", new byte[0])))
          .isInstanceOfSatisfying(
              BackstayException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.KAFKA_UNREACHABLE));
    }
  }
}
