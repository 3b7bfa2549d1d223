package dev.backstay.servicekit.work;

import dev.backstay.contract.event.BackupRequested;
import dev.backstay.servicekit.SampleEvents;
import dev.backstay.servicekit.event.KafkaEventPublisher;
import dev.backstay.servicekit.kafka.KafkaConnection;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** A JVM that takes a job and never ends it; ends with its parent. */
final class EndlessWorker {
  private EndlessWorker() {}

  public static void main(String[] arguments) throws IOException {
    KafkaConnection connection = KafkaConnection.plain(arguments[0]);
    try (KafkaEventPublisher publisher = new KafkaEventPublisher(connection);
        Work _ =
            new KafkaWorkQueue(
                    connection,
                    new Parking(publisher, () -> SampleEvents.NOW, "/backstay/test"),
                    WorkQueueContract.LOCK)
                .work(
                    WorkSettings.of(arguments[1], BackupRequested.class),
                    job -> {
                      System.out.println("taken");
                      try {
                        new CountDownLatch(1).await();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                      return Outcome.done();
                    })) {
      while (System.in.read() >= 0) {
        // Nobody writes; the end of the stream is the end of the parent.
      }
    }
  }
}
