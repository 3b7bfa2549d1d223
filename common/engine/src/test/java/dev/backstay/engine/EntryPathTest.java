package dev.backstay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.files.FileName;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntryPathTest {
  @Test
  void pathsOfTheSameNamesAreEqual() {
    EntryPath one = EntryPath.of("/srv/data/file");
    EntryPath other =
        EntryPath.of(List.of(FileName.of("srv"), FileName.of("data"))).child(FileName.of("file"));

    assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
    assertThat(one).isNotEqualTo(EntryPath.of("/srv/data/fila"));
    assertThat(one).isNotEqualTo(EntryPath.of("/data/file"));
    assertThat(one.names()).extracting(FileName::toString).containsExactly("srv", "data", "file");
  }

  @Test
  void rootHasNoNameAndNoParent() {
    assertThat(EntryPath.of("/")).isEqualTo(EntryPath.ROOT).hasToString("/");
    assertThat(EntryPath.ROOT.names()).isEmpty();
    assertThat(EntryPath.ROOT.parent()).isEmpty();
    assertThat(EntryPath.of("a").parent()).contains(EntryPath.ROOT);
  }

  @Test
  void hostileNameCannotSteerATerminal() {
    EntryPath path = EntryPath.ROOT.child(FileName.of("a\u001b[31m\nb"));

    assertThat(path).hasToString("/a\\x1b[31m\\x0ab");
  }
}
