package dev.backstay.dumper.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.StreamTrouble;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.stream.KnownAlarm;
import dev.backstay.store.BlobStore;
import dev.backstay.store.MemoryBlobStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AlarmsTest {
  private static final SourceName SOURCE = new SourceName("orders");

  private boolean away;
  private final BlobStore memory = new MemoryBlobStore(InstantSource.system());
  private final BlobStore staging =
      (BlobStore)
          Proxy.newProxyInstance(
              BlobStore.class.getClassLoader(),
              new Class<?>[] {BlobStore.class},
              (_, method, arguments) -> {
                if (away) {
                  throw new BackstayException(ErrorCode.STORE_UNREACHABLE, "staging is away");
                }
                try {
                  return method.invoke(memory, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
  private final Alarms alarms = alarms();

  private Alarms alarms() {
    return new Alarms(SOURCE, staging, InstantSource.system(), () -> {});
  }

  @Test
  void whatStagingCannotTakeIsToldAndRecordedLater() {
    // Given
    away = true;
    alarms.raise(StreamTrouble.STAGING_FULL, "no way to write", "Mend it.");

    // When
    List<KnownAlarm> untold = alarms.untold();
    untold.forEach(alarms::told);
    away = false;

    // Then
    assertThat(untold).extracting(KnownAlarm::kind).containsExactly(StreamTrouble.STAGING_FULL);
    assertThat(alarms.untold()).isEmpty();
    assertThat(KnownAlarm.list(memory, SOURCE)).containsExactly(untold.getFirst().asTold());
  }

  @Test
  void whatAnotherProcessClearedIsRaisedAgain() {
    // Given
    alarms.raise(StreamTrouble.DISCONNECTED, "away", "Look.");
    alarms.untold().forEach(alarms::told);
    Alarms other = alarms();
    other.reload();
    other.clear(StreamTrouble.DISCONNECTED);
    other.untold().forEach(other::told);

    // When
    alarms.reload();
    alarms.raise(StreamTrouble.DISCONNECTED, "away again", "Look.");

    // Then
    assertThat(alarms.untold()).extracting(KnownAlarm::message).containsExactly("away again");
  }

  @Test
  void whatIsOverBeforeItWasToldIsToldAsOver() {
    // Given
    alarms.raise(StreamTrouble.LAGGING, "far behind", "Wait.");
    KnownAlarm raised = alarms.untold().getFirst();

    // When
    alarms.clear(StreamTrouble.LAGGING);
    alarms.told(raised);

    // Then
    assertThat(alarms.untold()).extracting(KnownAlarm::raised).containsExactly(false);
  }
}
