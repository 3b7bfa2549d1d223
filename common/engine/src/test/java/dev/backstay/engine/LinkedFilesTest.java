package dev.backstay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileIdentity;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.contract.files.FileTimes;
import dev.backstay.contract.files.FileType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinkedFilesTest {
  private final LinkedFiles links = new LinkedFiles();

  @Test
  void laterNamesLeadToTheFirst() {
    EntryPath first = EntryPath.of("a");

    assertThat(links.firstNameOf(first, file(1, 7, 3))).isEmpty();
    assertThat(links.firstNameOf(EntryPath.of("b"), file(1, 7, 3))).contains(first);
    assertThat(links.firstNameOf(EntryPath.of("c"), file(2, 7, 3))).isEmpty();
    assertThat(links.firstNameOf(EntryPath.of("d"), file(1, 7, 3))).contains(first);
  }

  @Test
  void fileWithOneNameIsNeverLinked() {
    assertThat(links.firstNameOf(EntryPath.of("a"), file(1, 7, 1))).isEmpty();
    assertThat(links.firstNameOf(EntryPath.of("b"), file(1, 7, 1))).isEmpty();
  }

  private static FileEntry file(long device, long inode, long names) {
    return new FileEntry(
        FileName.of("any"),
        FileType.FILE,
        0644,
        new FileTimes(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH),
        new FileOwner(0, 0, "", ""),
        new FileIdentity(device, inode, names),
        0,
        Optional.empty(),
        0,
        List.of());
  }
}
