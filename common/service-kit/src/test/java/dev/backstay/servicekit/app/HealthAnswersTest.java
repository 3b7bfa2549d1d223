package dev.backstay.servicekit.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

class HealthAnswersTest {
  @Test
  void downTellsWhyAndWhatToDo() {
    // When
    HealthCheckResponse answer =
        HealthAnswers.of(
            "kafka",
            () -> {
              throw new BackstayException(ErrorCode.KAFKA_UNREACHABLE, "Kafka did not answer");
            });

    // Then
    assertThat(answer.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
    assertThat(answer.getData().orElseThrow())
        .containsEntry("code", "KAFKA_UNREACHABLE")
        .containsEntry("reason", "Kafka did not answer")
        .containsEntry("remedy", ErrorCode.KAFKA_UNREACHABLE.remedy());
  }

  @Test
  void upIsUp() {
    assertThat(HealthAnswers.of("kafka", () -> {}).getStatus())
        .isEqualTo(HealthCheckResponse.Status.UP);
  }
}
