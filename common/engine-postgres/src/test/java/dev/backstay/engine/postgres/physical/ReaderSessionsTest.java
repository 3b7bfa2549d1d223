package dev.backstay.engine.postgres.physical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.connection.Role;
import dev.backstay.engine.postgres.connection.ServerSession;
import dev.backstay.postgres.fixture.TestCluster;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
class ReaderSessionsTest {
  @TempDir private Path temporary;

  /** As after a failover behind one address: the cluster is the same, the server is another. */
  @Test
  void anotherServerOfTheClusterIsTriedAgainAndNeverTakenForAnotherCluster() {
    try (TestCluster cluster = TestCluster.initialize(temporary, 17)) {
      // Given
      ReaderSessions readers;
      try (ServerSession session =
          ServerSession.open(PostgresAddress.parse(cluster.url()), Role.BACKUP)) {
        readers = new ReaderSessions(session, 1);
      }
      cluster.stop();
      cluster.start();

      // When, Then
      try (readers) {
        assertThatThrownBy(readers::take)
            .isInstanceOfSatisfying(
                BackstayException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNREACHABLE))
            .hasMessageContaining("lead to one server");
      }
    }
  }
}
