package dev.backstay.engine.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileType;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.RestoreFile;
import dev.backstay.engine.RestoreOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeRestoreTest {
  @TempDir Path directory;

  @Test
  void targetThatHoldsFilesIsRefusedUnlessOverwritten() throws IOException {
    Files.writeString(directory.resolve("other"), "stays");

    assertThatThrownBy(() -> FileTreeRestore.into(directory, RestoreOptions.FRESH))
        .isInstanceOfSatisfying(
            BackstayException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TARGET_NOT_EMPTY));

    try (FileTreeRestore target = FileTreeRestore.into(directory, RestoreOptions.OVERWRITE)) {
      write(target, "file", new byte[] {1});
      assertThat(target.finish().isComplete()).isTrue();
    }
    assertThat(directory.resolve("other")).content().isEqualTo("stays");
    assertThat(directory.resolve("file")).hasBinaryContent(new byte[] {1});
  }

  @Test
  void targetThatIsAFileIsUnwritable() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    assertThatThrownBy(() -> FileTreeRestore.into(file, RestoreOptions.OVERWRITE))
        .isInstanceOfSatisfying(
            BackstayException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TARGET_UNWRITABLE));
  }

  @Test
  void shorterFileReplacesALongerOne() throws IOException {
    Files.write(directory.resolve("file"), new byte[100_000]);

    try (FileTreeRestore target = FileTreeRestore.into(directory, RestoreOptions.OVERWRITE)) {
      write(target, "file", new byte[] {1, 2, 3});
      target.finish();
    }

    assertThat(directory.resolve("file")).hasBinaryContent(new byte[] {1, 2, 3});
  }

  @Test
  void directoryInTheWayOfAFileIsAProblemAndKept() throws IOException {
    Files.createDirectories(directory.resolve("file/kept"));

    try (FileTreeRestore target = FileTreeRestore.into(directory, RestoreOptions.OVERWRITE)) {
      write(target, "file", new byte[] {1});
      write(target, "good", new byte[] {2});
      RestoreOutcome outcome = target.finish();

      assertThat(outcome.problems())
          .singleElement()
          .satisfies(each -> assertThat(each.cause()).hasMessageContaining("in the way"));
      assertThat(outcome.files()).isOne();
    }
    assertThat(directory.resolve("file/kept")).isDirectory();
    assertThat(directory.resolve("good")).exists();
  }

  @Test
  void readOnlyDirectoryIsFilledAndTouchedLast() throws IOException {
    try (FileTreeRestore target = FileTreeRestore.into(directory, RestoreOptions.FRESH)) {
      target.directory(EntryPath.of("d"), Entries.directory(0555));
      target.directory(EntryPath.of("d/e"), Entries.directory(0500));
      write(target, "d/e/file", new byte[] {1});
      target.hardLink(EntryPath.of("d/link"), EntryPath.of("d/e/file"));
      assertThat(target.finish().problems()).isEmpty();
    }

    for (String each : List.of("d", "d/e", "d/e/file", "d/link")) {
      assertThat(Files.getLastModifiedTime(directory.resolve(each)).toInstant())
          .isEqualTo(Entries.TIME);
    }
    assertThat((int) Files.getAttribute(directory.resolve("d"), "unix:mode") & 07777)
        .isEqualTo(0555);
    assertThat(Files.isSameFile(directory.resolve("d/link"), directory.resolve("d/e/file")))
        .isTrue();
  }

  @Test
  void partOfATreeIsRestoredWithoutItsDirectoriesBeingTold() {
    try (FileTreeRestore target = FileTreeRestore.into(directory, RestoreOptions.FRESH)) {
      write(target, "some/where/file", new byte[] {1});
      assertThat(target.finish().isComplete()).isTrue();
    }

    assertThat(directory.resolve("some/where/file")).hasBinaryContent(new byte[] {1});
  }

  @Test
  void unfinishedFileIsPrivate() throws IOException {
    try (FileTreeRestore target = FileTreeRestore.into(directory, RestoreOptions.FRESH)) {
      target.file(EntryPath.of("file"), Entries.file(1)).write(0, new byte[] {1}, 0, 1);

      assertThat((int) Files.getAttribute(directory.resolve("file"), "unix:mode") & 07777)
          .isEqualTo(0600);
    }
  }

  @Test
  void socketIsSkippedAndDeviceWithoutTheRightIsAProblem() {
    try (FileTreeRestore target =
        FileTreeRestore.into(directory, RestoreOptions.FRESH, new PortableCalls())) {
      target.special(EntryPath.of("socket"), Entries.special(FileType.SOCKET));
      target.special(EntryPath.of("device"), Entries.special(FileType.CHARACTER_DEVICE));
      RestoreOutcome outcome = target.finish();

      assertThat(outcome.socketsSkipped()).isOne();
      assertThat(outcome.problems())
          .singleElement()
          .satisfies(each -> assertThat(each.path()).isEqualTo(EntryPath.of("device")));
    }
  }

  @Test
  void portableCallsRestoreFilesLinksAndTimes() throws IOException {
    try (FileTreeRestore target =
        FileTreeRestore.into(directory, RestoreOptions.FRESH, new PortableCalls())) {
      target.symlink(EntryPath.of("link"), Entries.symlink("nowhere"));
      RestoreFile hole = target.file(EntryPath.of("hole"), Entries.file(100_000));
      hole.write(0, new byte[100_000], 0, 100_000);
      hole.complete();
      assertThat(target.finish().problems()).isEmpty();
    }

    assertThat(Files.size(directory.resolve("hole"))).isEqualTo(100_000);
    assertThat(
            Files.getLastModifiedTime(directory.resolve("link"), LinkOption.NOFOLLOW_LINKS)
                .toInstant())
        .isEqualTo(Entries.TIME);
  }

  @Test
  void zerosAreLeftAsHolesWhereverPartsAreCut() throws IOException {
    byte[] bytes = new byte[200_003];
    Random random = new Random(5);
    for (int block = 0; block < 48; block += 1 + random.nextInt(5)) {
      bytes[block * 4096 + random.nextInt(4096)] = 1;
    }

    RestoreOutcome outcome;
    try (FileTreeRestore target = FileTreeRestore.into(directory, RestoreOptions.FRESH)) {
      RestoreFile file = target.file(EntryPath.of("file"), Entries.file(bytes.length));
      for (int at = 0; at < bytes.length; ) {
        int part = Math.min(bytes.length - at, 1 + random.nextInt(9_000));
        file.write(at, bytes, at, part);
        at += part;
      }
      file.complete();
      outcome = target.finish();
    }

    assertThat(directory.resolve("file")).hasBinaryContent(bytes);
    assertThat(outcome.bytesWritten() + outcome.bytesSparse()).isEqualTo(bytes.length);
    assertThat(outcome.bytesSparse()).isGreaterThan(50_000);
  }

  @Test
  void scatteredPartsFromSeveralThreadsMakeWholeFiles()
      throws ExecutionException, IOException, InterruptedException {
    // Given
    int files = OpenChannels.MAX_IDLE * 2;
    int part = 3_000;
    int parts = 5;
    List<int[]> pieces = new ArrayList<>();
    for (int file = 0; file < files; file++) {
      for (int piece = 0; piece < parts; piece++) {
        pieces.add(new int[] {file, piece});
      }
    }
    Collections.shuffle(pieces, new Random(11));

    // When
    RestoreOutcome outcome;
    try (FileTreeRestore target = FileTreeRestore.into(directory, RestoreOptions.FRESH);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<RestoreFile> targets = new ArrayList<>();
      for (int file = 0; file < files; file++) {
        targets.add(target.file(EntryPath.of("d/" + file), Entries.file((long) part * parts)));
      }
      await(
          pieces.stream()
              .<Future<?>>map(piece ->
                  threads.submit(() -> {
                    byte[] bytes = content(piece[0], piece[1], part);
                    targets.get(piece[0]).write((long) piece[1] * part, bytes, 0, bytes.length);
                  }))
              .toList());
      await(targets.stream().<Future<?>>map(file -> threads.submit(file::complete)).toList());
      outcome = target.finish();
    }

    // Then
    assertThat(outcome.problems()).isEmpty();
    assertThat(outcome.files()).isEqualTo(files);
    for (int file = 0; file < files; file++) {
      byte[] whole = Files.readAllBytes(directory.resolve("d/" + file));
      for (int piece = 0; piece < parts; piece++) {
        assertThat(Arrays.copyOfRange(whole, piece * part, (piece + 1) * part))
            .isEqualTo(content(file, piece, part));
      }
    }
  }

  private static void await(List<Future<?>> all) throws InterruptedException, ExecutionException {
    for (Future<?> each : all) {
      each.get();
    }
  }

  private static byte[] content(int file, int piece, int length) {
    byte[] bytes = new byte[length];
    new Random(file * 31L + piece).nextBytes(bytes);
    return bytes;
  }

  @Test
  void nameTooLongForTheTargetIsAProblemOfThatEntryOnly() {
    try (FileTreeRestore target = FileTreeRestore.into(directory, RestoreOptions.FRESH)) {
      write(target, "x".repeat(256), new byte[] {1});
      write(target, "good", new byte[] {1});
      RestoreOutcome outcome = target.finish();

      assertThat(outcome.problemCount()).isOne();
      assertThat(outcome.files()).isOne();
    }
  }

  @Test
  void interruptedRestoreEndsAndKeepsTheFlag() {
    try (FileTreeRestore target = FileTreeRestore.into(directory, RestoreOptions.FRESH)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> write(target, "file", new byte[] {1}))
          .isInstanceOfSatisfying(
              BackstayException.class,
              ended -> assertThat(ended.code()).isEqualTo(ErrorCode.INTERRUPTED));
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void neededSpaceIsAskedForBeforehand() {
    FreeSpace space = FreeSpace.at(directory.resolve("not/there/yet"));

    assertThat(space.covers(1)).isTrue();
    assertThatThrownBy(() -> space.require(Long.MAX_VALUE))
        .isInstanceOfSatisfying(
            BackstayException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TARGET_FULL));
  }

  private static void write(FileTreeRestore target, String path, byte[] bytes) {
    FileEntry entry = Entries.file(bytes.length);
    RestoreFile file = target.file(EntryPath.of(path), entry);
    file.write(0, bytes, 0, bytes.length);
    file.complete();
  }
}
