package dev.backstay.engine.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What needs another locale, another user or another disk, and therefore another process. */
@Tag("system")
class FileTreeSystemTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"C, ANSI_X3.4-1968", "C.UTF-8, UTF-8"})
  void everyNameComesBackInEveryLocale(String locale, String encoding)
      throws IOException, InterruptedException {
    Path source = TreeFixture.plant(directory.resolve("source"), 8);
    Path target = directory.resolve("target");

    ChildProcess child =
        ChildProcess.run(locale, ChildProcess.roundTrip(List.of(), source, target));

    assertThat(child.output()).contains("encoding " + encoding, "unread []");
    assertThat(child.status()).as(child.output()).isZero();
    assertThat(TreeComparison.differencesBelow(source, target)).isEmpty();
  }

  @Test
  void whatAUserMayNotReadOrGiveAwayIsNamedOrCounted() throws IOException, InterruptedException {
    // Given
    if (!LinuxUser.self().isRoot()) {
      abort("missing: root, to become another user");
    }
    SystemCalls calls = SystemCalls.ofThisHost();
    Path source = Files.createDirectory(directory.resolve("source"));
    Files.writeString(source.resolve("secret-of-root"), "x");
    calls.setPermissions(source.resolve("secret-of-root"), 0600);
    Files.createDirectory(source.resolve("closed"));
    calls.setPermissions(source.resolve("closed"), 0700);
    Files.writeString(source.resolve("program"), "x");
    calls.setPermissions(source.resolve("program"), 04755);
    calls.setPermissions(source, 0755);
    calls.setPermissions(directory, 0777);

    // When
    ChildProcess unread =
        ChildProcess.run("C.UTF-8", asNobody(source, directory.resolve("target")));
    Files.delete(source.resolve("secret-of-root"));
    ChildProcess read = ChildProcess.run("C.UTF-8", asNobody(source, directory.resolve("second")));

    // Then
    assertThat(unread.status()).isEqualTo(2);
    assertThat(unread.output())
        .contains("SOURCE_UNREADABLE: " + source + "/secret-of-root may not be read by this user");
    assertThat(read.status()).as(read.output()).isZero();
    assertThat(read.output()).contains("closed may not be read", "ownersKept=2");
    Path program = directory.resolve("second/program");
    assertThat((int) Files.getAttribute(program, "unix:mode") & 07777).isEqualTo(0755);
  }

  private static List<String> asNobody(Path source, Path target) {
    List<String> nobody =
        List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--");
    return ChildProcess.roundTrip(nobody, source, target);
  }

  @Test
  void fullAndReadOnlyDisksEndTheRestore() throws IOException, InterruptedException {
    // Given
    Path source = Files.createDirectory(directory.resolve("source"));
    byte[] ones = new byte[3 << 20];
    Arrays.fill(ones, (byte) 1);
    Files.write(source.resolve("large"), ones);
    Path disk = Files.createDirectory(directory.resolve("disk"));
    String script = "mount -t tmpfs -o size=2m tmpfs '%s' || exit 77; \"$@\"".formatted(disk);

    // When
    ChildProcess full = mounted(script, source, disk.resolve("target"));
    ChildProcess readOnly =
        mounted(
            script.replace(";", "; mkdir '%s/t'; mount -o remount,ro '%s';".formatted(disk, disk)),
            source,
            disk.resolve("t"));

    // Then
    assertThat(full.output()).contains("TARGET_FULL: the file system of", "what was restored");
    assertThat(readOnly.output()).contains("TARGET_UNWRITABLE: the file system of", "read-only");
  }

  /** Runs in a mount name space of its own, so the small disk ends with its process. */
  private static ChildProcess mounted(String script, Path source, Path target)
      throws IOException, InterruptedException {
    List<String> before = List.of("unshare", "-rm", "sh", "-c", script, "sh");
    ChildProcess child =
        ChildProcess.run("C.UTF-8", ChildProcess.roundTrip(before, source, target));
    if (child.status() == 77 || child.output().contains("unshare failed")) {
      abort("missing: the right to mount a tmpfs: " + child.output());
    }
    return child;
  }
}
