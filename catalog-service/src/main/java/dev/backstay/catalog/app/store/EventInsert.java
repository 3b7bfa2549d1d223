package dev.backstay.catalog.app.store;

import dev.backstay.catalog.projection.Message;
import dev.backstay.contract.event.BackstayEvent;
import dev.backstay.contract.event.BackupEvent;
import dev.backstay.contract.event.BackupFailed;
import dev.backstay.contract.event.DestinationChanged;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.PruneRequested;
import dev.backstay.contract.event.Pruned;
import dev.backstay.contract.event.RestoreCompleted;
import dev.backstay.contract.event.RestoreRequested;
import dev.backstay.contract.event.StreamAlarm;
import dev.backstay.contract.event.StreamEvent;
import dev.backstay.contract.event.Uploaded;
import dev.backstay.contract.event.VerificationFailed;
import dev.backstay.contract.event.VerificationRequested;
import dev.backstay.contract.event.Verified;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Writes a batch of events in one statement, each at most once. */
final class EventInsert {
  private static final String STATEMENT =
      """
      insert into catalog.event
        (id, type, subject, source, backup, destination, actor, at, envelope)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (id) do nothing\
      """;

  private EventInsert() {}

  static void run(Connection connection, List<Message> messages) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(STATEMENT)) {
      for (Message message : messages) {
        Event<?> event = message.event();
        BackstayEvent data = event.data();
        insert.setObject(1, event.id().value());
        insert.setString(2, event.type().name());
        insert.setString(3, data.subject());
        insert.setString(4, source(data).map(SourceName::value).orElse(null));
        insert.setObject(5, data instanceof BackupEvent own ? own.backup().value() : null);
        insert.setString(6, destination(data).map(DestinationName::value).orElse(null));
        insert.setString(7, event.actor().orElse(null));
        insert.setObject(8, OffsetDateTime.ofInstant(event.time(), ZoneOffset.UTC));
        insert.setString(9, message.json());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static Optional<SourceName> source(BackstayEvent data) {
    return switch (data) {
      case BackupEvent told -> Optional.of(told.source());
      case PruneRequested told -> Optional.of(told.source());
      case Pruned told -> Optional.of(told.source());
      case StreamEvent told -> Optional.of(told.source());
      default -> Optional.empty();
    };
  }

  private static Optional<DestinationName> destination(BackstayEvent data) {
    return switch (data) {
      case Uploaded told -> Optional.of(told.destination());
      case VerificationRequested told -> Optional.of(told.destination());
      case Verified told -> Optional.of(told.destination());
      case VerificationFailed told -> Optional.of(told.destination());
      case BackupFailed told -> told.destination();
      case RestoreRequested told -> told.destination();
      case RestoreCompleted told -> told.destination();
      case Pruned told -> Optional.of(told.destination());
      case StreamAlarm told -> told.destination();
      case DestinationChanged told -> Optional.of(told.destination());
      default -> Optional.empty();
    };
  }
}
