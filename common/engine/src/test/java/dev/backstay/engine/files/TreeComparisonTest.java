package dev.backstay.engine.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.files.ExtendedAttribute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison proves restores only if it sees each kind of difference. */
class TreeComparisonTest {
  private static final Instant LONG_AGO = Instant.ofEpochSecond(1_000_000, 123_456_789);

  @TempDir Path directory;
  private final SystemCalls calls = SystemCalls.ofThisHost();
  private Path one;
  private Path other;

  @BeforeEach
  void plantTwins() throws IOException {
    one = plant("one");
    other = plant("other");
  }

  private Path plant(String name) throws IOException {
    Path root = Files.createDirectory(directory.resolve(name));
    Files.writeString(root.resolve("file"), "content");
    Files.createLink(root.resolve("twin"), root.resolve("file"));
    Files.createSymbolicLink(root.resolve("link"), Path.of("file"));
    Files.createFile(root.resolve("holes"));
    calls.extend(root.resolve("holes"), 1 << 20);
    settle(root);
    return root;
  }

  private void settle(Path root) throws IOException {
    for (String each : new String[] {"file", "link", "holes", ""}) {
      calls.setTimes(root.resolve(each), LONG_AGO, LONG_AGO);
    }
  }

  @Test
  void twinsAreAlike() throws IOException {
    assertThat(TreeComparison.differences(one, other)).isEmpty();
  }

  @Test
  void timeDiffersByOneNanosecond() throws IOException {
    calls.setTimes(other.resolve("link"), LONG_AGO, LONG_AGO.plusNanos(1));

    assertThat(TreeComparison.differences(one, other)).singleElement().asString().contains("time");
  }

  @Test
  void contentDiffers() throws IOException {
    Files.writeString(other.resolve("file"), "Content");
    settle(other);

    assertThat(TreeComparison.differences(one, other))
        .allSatisfy(each -> assertThat(each).contains("differs from byte 0"))
        .hasSize(2);
  }

  @Test
  void copyInsteadOfHardLinkDiffers() throws IOException {
    Files.delete(other.resolve("twin"));
    Files.writeString(other.resolve("twin"), "content");
    calls.setTimes(other.resolve("twin"), LONG_AGO, LONG_AGO);
    settle(other);

    assertThat(TreeComparison.differences(one, other))
        .singleElement()
        .asString()
        .contains("hard links");
  }

  @Test
  void filledHolesDiffer() throws IOException {
    Files.write(other.resolve("holes"), new byte[1 << 20]);
    settle(other);

    assertThat(TreeComparison.differences(one, other))
        .singleElement()
        .asString()
        .contains("blocks");
  }

  @Test
  void permissionsAttributesAndNamesDiffer() throws IOException {
    calls.setPermissions(other.resolve("file"), 0600);
    calls.setAttribute(other.resolve("holes"), ExtendedAttribute.of("user.more", new byte[] {1}));
    Files.delete(other.resolve("link"));
    Files.createFile(other.resolve("new"));
    settle(one);
    calls.setTimes(other, LONG_AGO, LONG_AGO);

    assertThat(TreeComparison.differences(one, other))
        .anySatisfy(each -> assertThat(each).contains("permissions"))
        .anySatisfy(each -> assertThat(each).contains("attributes"))
        .anySatisfy(each -> assertThat(each).contains("/link is missing"))
        .anySatisfy(each -> assertThat(each).contains("/new should not be there"));
  }
}
