package dev.backstay.engine.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.ExtendedAttribute;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileType;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.FileInput;
import dev.backstay.engine.PathPatterns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeCaptureTest {
  @TempDir Path temporary;
  private Path root;
  private final RecordingSink sink = new RecordingSink();

  @BeforeEach
  void resolveRoot() throws IOException {
    root = temporary.toRealPath();
  }

  @Test
  void entriesComeInTheOrderOfTheirBytes() throws IOException {
    write("a/inside", "a.b", "B", "ab", "a-b");

    capture(root);

    assertThat(below(root)).containsExactly("/B", "/a", "/a/inside", "/a-b", "/a.b", "/ab");
  }

  @Test
  void rootsAreMergedUnderTheirAbsolutePaths() throws IOException {
    // Given
    write("one/left/file", "one/right/file", "one/middle/file", "two");

    // When
    capture(root.resolve("one/right"), root.resolve("two"), root.resolve("one/left/../left"));

    // Then
    assertThat(below(root))
        .containsExactly(
            "/one", "/one/left", "/one/left/file", "/one/right", "/one/right/file", "/two");
    FileEntry shared = sink.entry(path("one"));
    assertThat(shared.type()).isEqualTo(FileType.DIRECTORY);
    assertThat(shared.identity().inode())
        .isEqualTo(((Number) Files.getAttribute(root.resolve("one"), "unix:ino")).longValue());
  }

  @Test
  void rootBelowAnotherRootIsCapturedOnce() throws IOException {
    write("one/deep/file", "one/other");

    capture(root.resolve("one/deep"), root.resolve("one"), root.resolve("one/deep/file"));

    assertThat(below(root)).containsExactly("/one", "/one/deep", "/one/deep/file", "/one/other");
  }

  @Test
  void linkInThePathOfARootIsPassedAndALinkAsRootIsKept() throws IOException {
    write("real/file");
    Files.createSymbolicLink(root.resolve("link"), Path.of("real"));
    Files.createSymbolicLink(root.resolve("alone"), Path.of("real"));

    capture(root.resolve("link/file"), root.resolve("alone"));

    assertThat(sink.entry(path("link")).type()).isEqualTo(FileType.DIRECTORY);
    assertThat(sink.entry(path("link/file")).type()).isEqualTo(FileType.FILE);
    assertThat(sink.entry(path("alone")).type()).isEqualTo(FileType.SYMLINK);
  }

  @Test
  void missingRootIsRefusedBeforeAnythingIsTold() throws IOException {
    write("there");

    assertThatThrownBy(() -> capture(root.resolve("there"), root.resolve("missing")))
        .isInstanceOfSatisfying(
            BackstayException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.SOURCE_NOT_FOUND))
        .hasMessageContaining("missing");
    assertThat(sink.paths()).isEmpty();
  }

  @Test
  void excludedEntriesAreLeftOutButNeverARoot() throws IOException {
    write("data.tmp/keep", "data.tmp/drop.tmp", "data.tmp/cache/x", "data.tmp/sub/cache");
    PathPatterns excludes = PathPatterns.of(List.of("*.tmp", "cache/"));

    new FileTreeCapture(
            new FileSelection(
                List.of(root.resolve("data.tmp")), PathPatterns.NONE, excludes, false, false))
        .capture(sink);

    assertThat(below(root))
        .containsExactly("/data.tmp", "/data.tmp/keep", "/data.tmp/sub", "/data.tmp/sub/cache");
  }

  @Test
  void onlyIncludedFilesAreCapturedAndExcludesWin() throws IOException {
    write("etc/app.conf", "etc/app.log", "etc/sub/db.conf", "etc/sub/old.conf");
    PathPatterns includes = PathPatterns.of(List.of("*.conf"));
    PathPatterns excludes = PathPatterns.of(List.of("old.*"));

    new FileTreeCapture(
            new FileSelection(List.of(root.resolve("etc")), includes, excludes, false, false))
        .capture(sink);

    assertThat(below(root))
        .containsExactly("/etc", "/etc/app.conf", "/etc/sub", "/etc/sub/db.conf");
  }

  @Test
  void markedCacheIsCapturedEmptyButForItsTag() throws IOException {
    write("cache/big", "fake/CACHEDIR.TAG", "fake/kept");
    Files.writeString(
        root.resolve("cache/CACHEDIR.TAG"), "Signature: 8a477f597d28d172789f06886806bc55\n# x");

    new FileTreeCapture(
            new FileSelection(List.of(root), PathPatterns.NONE, PathPatterns.NONE, true, false))
        .capture(sink);

    assertThat(below(root))
        .containsExactly(
            "/cache", "/cache/CACHEDIR.TAG", "/fake", "/fake/CACHEDIR.TAG", "/fake/kept");
  }

  @Test
  void otherFileSystemIsCapturedEmpty() throws IOException {
    Path shared = Path.of("/dev");

    new FileTreeCapture(
            new FileSelection(List.of(shared), PathPatterns.NONE, PathPatterns.NONE, false, true))
        .capture(sink);

    long device = sink.entry(EntryPath.of("/dev")).identity().deviceId();
    assertThat(sink.paths())
        .allSatisfy(path -> {
          EntryPath parent = path.parent().orElseThrow();
          if (path.depth() > 2) {
            assertThat(sink.entry(parent).identity().deviceId()).isEqualTo(device);
          }
        });
  }

  @Test
  void entryThatVanishesAfterItWasListedIsAProblem() throws IOException {
    // Given
    write("d/gone", "d/stays");
    RecordingSink deleting =
        new RecordingSink() {
          @Override
          public void enter(FileEntry directory) {
            super.enter(directory);
            if (directory.name().toString().equals("d")) {
              delete(root.resolve("d/gone"));
            }
          }
        };

    // When
    new FileTreeCapture(FileSelection.of(List.of(root))).capture(deleting);

    // Then
    assertThat(deleting.problems()).singleElement().satisfies(FileTreeCaptureTest::isVanished);
    assertThat(deleting.shown()).contains(path("d/stays").toString());
    assertThat(deleting.current()).isEqualTo(EntryPath.ROOT);
  }

  @Test
  void directoryThatVanishesIsAProblemAndEmpty() throws IOException {
    // Given
    write("a", "b/file", "c");
    SystemCalls vanishing =
        new ObservedCalls(path -> {
          if (path.equals(root.resolve("b"))) {
            delete(path.resolve("file"));
            delete(path);
          }
        });

    // When
    new FileTreeCapture(FileSelection.of(List.of(root)), vanishing).capture(sink);

    // Then
    assertThat(sink.problems()).singleElement().satisfies(FileTreeCaptureTest::isVanished);
    assertThat(below(root)).containsExactly("/a", "/b", "/c");
  }

  @Test
  void contentThatVanishesBeforeItIsOpenedIsUnreadable() throws IOException {
    write("file");
    capture(root);
    delete(root.resolve("file"));

    assertThatThrownBy(() -> sink.content(path("file")).open())
        .isInstanceOfSatisfying(BackstayException.class, FileTreeCaptureTest::isVanished);
  }

  @Test
  void contentReplacedByALinkIsNotFollowed() throws IOException {
    write("file", "secret");
    capture(root.resolve("file"));
    delete(root.resolve("file"));
    Files.createSymbolicLink(root.resolve("file"), root.resolve("secret"));

    assertThatThrownBy(() -> sink.content(path("file")).open())
        .isInstanceOfSatisfying(
            BackstayException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE));
  }

  @Test
  void fileThatGrowsIsReadToItsNewEnd() throws IOException {
    write("file");
    capture(root);
    Files.writeString(root.resolve("file"), "more than before");

    byte[] into = new byte[100];
    try (FileInput in = sink.content(path("file")).open()) {
      assertThat(in.read(into, 3, 4)).isEqualTo(4);
      assertThat(in.read(into, 7, 93)).isEqualTo(12);
      assertThat(in.read(into, 0, 1)).isEqualTo(-1);
    }
    assertThat(new String(into, 3, 16, StandardCharsets.UTF_8)).isEqualTo("more than before");
  }

  @Test
  void interruptedCaptureEndsAndKeepsTheFlag() throws IOException {
    write("file");
    Thread.currentThread().interrupt();

    try {
      assertThatThrownBy(() -> capture(root))
          .isInstanceOfSatisfying(
              BackstayException.class,
              ended -> assertThat(ended.code()).isEqualTo(ErrorCode.INTERRUPTED));
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void portableCallsReadTheSameUserAttributes() throws IOException {
    write("file");
    ExtendedAttribute attribute = ExtendedAttribute.of("user.origin", new byte[] {0, 1, -1});
    new LinuxCalls().setAttribute(root.resolve("file"), attribute);

    new FileTreeCapture(FileSelection.of(List.of(root)), new PortableCalls()).capture(sink);

    assertThat(sink.entry(path("file")).attributes()).containsExactly(attribute);
  }

  private static void isVanished(BackstayException problem) {
    assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE);
    assertThat(problem).hasMessageContaining("vanished");
  }

  private void capture(Path... roots) {
    new FileTreeCapture(FileSelection.of(List.of(roots))).capture(sink);
  }

  private void write(String... names) throws IOException {
    for (String name : names) {
      Files.createDirectories(root.resolve(name).resolve("..").normalize());
      Files.writeString(root.resolve(name), name);
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private EntryPath path(String name) {
    return EntryPath.of(root + "/" + name);
  }

  private List<String> below(Path directory) {
    String prefix = directory.toString();
    return sink.shown().stream()
        .filter(each -> each.startsWith(prefix + "/"))
        .map(each -> each.substring(prefix.length()))
        .toList();
  }
}
