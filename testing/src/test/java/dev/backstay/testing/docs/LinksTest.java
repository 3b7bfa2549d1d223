package dev.backstay.testing.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LinksTest {
  @TempDir Path directory;

  @Test
  void everyRelativeLinkLeadsSomewhere() throws IOException {
    // Given
    List<Page> pages = Checkout.pages();

    // When
    List<String> dead = new ArrayList<>();
    for (Page page : pages) {
      dead.addAll(deadLinksOf(page));
    }

    // Then
    assertThat(pages).as("pages found").isNotEmpty();
    assertThat(dead).as("links that lead nowhere").isEmpty();
  }

  @Test
  void aDeadLinkIsReportedWithItsLine() throws IOException {
    // Given
    Files.writeString(directory.resolve("there.md"), "# A `word`, and more\n");
    List<String> lines =
        List.of(
            "[good](there.md) [good](there.md#a-word-and-more) [far](https://example.org)",
            "[gone](elsewhere.md) `[code](nowhere.md)`",
            "```",
            "[code](nowhere.md)",
            "```",
            "[gone](there.md#other) ![gone](picture.png \"title\") [gone](#here)");

    // When
    Page page = Page.parse(directory.resolve("here.md"), lines);

    // Then
    assertThat(deadLinksOf(page))
        .containsExactly(
            "here.md:2 elsewhere.md",
            "here.md:6 there.md#other",
            "here.md:6 picture.png",
            "here.md:6 #here");
  }

  private static List<String> deadLinksOf(Page page) throws IOException {
    List<String> dead = new ArrayList<>();
    for (Page.Link link : page.links()) {
      if (!link.target().matches("[a-z]+:.*") && !leadsSomewhere(page, link.target())) {
        dead.add("%s:%d %s".formatted(page.file().getFileName(), link.line(), link.target()));
      }
    }
    return dead;
  }

  private static boolean leadsSomewhere(Page page, String target) throws IOException {
    int hash = target.indexOf('#');
    String path = hash < 0 ? target : target.substring(0, hash);
    Path file = path.isEmpty() ? page.file() : page.file().resolveSibling(path).normalize();
    if (hash < 0) {
      return Files.exists(file);
    }
    Page other = path.isEmpty() ? page : Files.isRegularFile(file) ? Page.read(file) : null;
    return other != null && other.anchors().contains(target.substring(hash + 1));
  }
}
