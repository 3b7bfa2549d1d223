package dev.backstay.engine.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.ExtendedAttribute;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileType;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.RestoreFile;
import dev.backstay.engine.RestoreOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a snapshot says, nothing outside the target changes. */
class HostileRestoreTest {
  private static final byte[] EVIL = "evil".getBytes(StandardCharsets.UTF_8);

  private static final ExtendedAttribute NO_BASE64 = new ExtendedAttribute("user.x", "???");

  /** Into what the snapshot is restored. */
  enum Ground {
    FRESH,
    OVERWRITE;

    RestoreOptions options() {
      return this == FRESH ? RestoreOptions.FRESH : RestoreOptions.OVERWRITE;
    }
  }

  @TempDir Path temporary;
  private Path outside;
  private Path victim;
  private Path target;

  @BeforeEach
  void plantVictim() throws IOException {
    outside = Files.createDirectory(temporary.resolve("outside"));
    victim = Files.writeString(outside.resolve("victim"), "untouched");
    Files.setPosixFilePermissions(victim, PosixFilePermissions.fromString("rw-------"));
    target = temporary.resolve("target");
  }

  @AfterEach
  void nothingOutsideHasChanged() throws IOException {
    assertThat(victim).content().isEqualTo("untouched");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(victim)))
        .isEqualTo("rw-------");
    assertThat(Files.getLastModifiedTime(victim).toInstant()).isNotEqualTo(Entries.TIME);
    try (var names = Files.list(outside)) {
      assertThat(names).containsExactly(victim);
    }
    try (var names = Files.list(temporary)) {
      assertThat(names).containsExactlyInAnyOrder(outside, target);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "", "../evil", "a/b", "/etc", "nul\0byte", "/"})
  void nameThatIsNotPlainIsRefusedForEveryKind(String text) {
    EntryPath path = EntryPath.of("d").child(FileName.of(text));

    RestoreOutcome outcome =
        restore(
            Ground.FRESH,
            into -> {
              into.directory(EntryPath.of("d"), Entries.directory(0755));
              write(into.file(path, Entries.file(4)));
              into.directory(path, Entries.directory(0755));
              into.symlink(path, Entries.symlink("/etc"));
              into.special(path, Entries.special(FileType.FIFO));
              into.hardLink(path, EntryPath.of("d"));
              write(into.file(path.child(FileName.of("below")), Entries.file(4)));
            });

    assertThat(outcome.problems())
        .hasSize(6)
        .allSatisfy(each -> assertThat(each.cause().code()).isEqualTo(ErrorCode.FOREIGN_OBJECT));
  }

  @Test
  void brokenMetadataIsAProblemOfItsEntryOnly() {
    RestoreOutcome outcome =
        restore(
            Ground.FRESH,
            into -> {
              into.symlink(EntryPath.of("empty"), Entries.symlink(""));
              into.symlink(EntryPath.of("zero"), Entries.symlink("a\0b"));
              write(into.file(EntryPath.of("endless"), Entries.file(Long.MAX_VALUE)));
              write(into.file(EntryPath.of("attribute"), Entries.file(4, List.of(NO_BASE64))));
              write(into.file(EntryPath.of("good"), Entries.file(4)));
            });

    assertThat(outcome.problemCount()).isEqualTo(4);
    assertThat(target.resolve("good")).content().isEqualTo("evil");
  }

  @ParameterizedTest
  @EnumSource
  void symlinkOfTheSnapshotIsNoDirectory(Ground ground) {
    RestoreOutcome outcome =
        restore(
            ground,
            into -> {
              into.symlink(EntryPath.of("a"), Entries.symlink(outside.toString()));
              RestoreFile below = into.file(EntryPath.of("a/victim"), Entries.file(4));
              write(below);
              into.symlink(EntryPath.of("a/link"), Entries.symlink("x"));
              into.special(EntryPath.of("a/fifo"), Entries.special(FileType.FIFO));
              into.hardLink(EntryPath.of("a/hard"), EntryPath.of("a/victim"));
            });

    assertThat(outcome.isComplete()).isEqualTo(ground == Ground.OVERWRITE);
  }

  @ParameterizedTest
  @EnumSource
  void directoryNeverGivesWayToASymlink(Ground ground) {
    RestoreOutcome outcome =
        restore(
            ground,
            into -> {
              into.directory(EntryPath.of("a"), Entries.directory(0755));
              into.symlink(EntryPath.of("a"), Entries.symlink(outside.toString()));
              write(into.file(EntryPath.of("a/victim"), Entries.file(4)));
            });

    assertThat(outcome.problemCount()).isOne();
    assertThat(target.resolve("a/victim")).content().isEqualTo("evil");
    assertThat(Files.isDirectory(target.resolve("a"), LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void fileBeingWrittenNeverGivesWayToASymlink(Ground ground) {
    RestoreOutcome outcome =
        restore(
            ground,
            into -> {
              RestoreFile file = into.file(EntryPath.of("f"), Entries.file(100));
              file.write(0, EVIL, 0, EVIL.length);
              into.symlink(EntryPath.of("f"), Entries.symlink(victim.toString()));
              file.complete();
            });

    assertThat(outcome.problems())
        .singleElement()
        .satisfies(each -> assertThat(each.cause().code()).isEqualTo(ErrorCode.FOREIGN_OBJECT));
    assertThat(Files.isRegularFile(target.resolve("f"), LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void hardLinkOfASymlinkDoesNotReachItsTarget(Ground ground) {
    restore(
        ground,
        into -> {
          into.symlink(EntryPath.of("s"), Entries.symlink(victim.toString()));
          into.hardLink(EntryPath.of("h"), EntryPath.of("s"));
          into.hardLink(EntryPath.of("h"), EntryPath.of("h"));
        });

    assertThat(Files.isSymbolicLink(target.resolve("h"))).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void linksThatWereThereBeforeAreReplacedAndNotFollowed(Ground ground) throws IOException {
    if (ground == Ground.OVERWRITE) {
      Files.createDirectories(target);
      Files.createSymbolicLink(target.resolve("dir"), outside);
      Files.createSymbolicLink(target.resolve("file"), victim);
      Files.createLink(target.resolve("hard"), victim);
    }

    RestoreOutcome outcome =
        restore(
            ground,
            into -> {
              into.directory(EntryPath.of("dir"), Entries.directory(0755));
              write(into.file(EntryPath.of("dir/victim"), Entries.file(4)));
              write(into.file(EntryPath.of("file"), Entries.file(4)));
              write(into.file(EntryPath.of("hard"), Entries.file(4)));
            });

    assertThat(outcome.problems()).isEmpty();
    for (String each : List.of("dir/victim", "file", "hard")) {
      assertThat(target.resolve(each)).content().isEqualTo("evil");
    }
  }

  private RestoreOutcome restore(Ground ground, Consumer<FileTreeRestore> snapshot) {
    try (FileTreeRestore into = FileTreeRestore.into(target, ground.options())) {
      snapshot.accept(into);
      return into.finish();
    }
  }

  private static void write(RestoreFile file) {
    file.write(0, EVIL, 0, EVIL.length);
    file.complete();
  }
}
