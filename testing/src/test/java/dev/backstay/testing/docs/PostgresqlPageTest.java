package dev.backstay.testing.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.engine.postgres.connection.BackupRole;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PostgresqlPageTest {
  @Test
  void theScriptOfThePageIsTheOneThatIsTested() throws IOException {
    Page page = Page.read(Checkout.root().resolve("docs/postgresql.md"));

    assertThat(page.blocks())
        .filteredOn(block ->
            block.language().equals("sql") && block.text().contains("CREATE ROLE backstay "))
        .extracting(Page.Block::text)
        .containsExactly(BackupRole.script());
  }
}
