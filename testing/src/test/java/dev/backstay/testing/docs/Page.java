package dev.backstay.testing.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One page of Markdown, as far as tests need to understand it.
 *
 * @param links its links and images, those inside code left out
 * @param anchors what a link into this page may name after the {@code #}
 * @param blocks its fenced code blocks
 */
record Page(Path file, List<Link> links, List<String> anchors, List<Block> blocks) {
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)[^)]*\\)");
  private static final Pattern HEADING = Pattern.compile("#{1,6} (.+)");
  private static final Pattern FENCE = Pattern.compile("\\s*```(.*)");

  Page {
    links = List.copyOf(links);
    anchors = List.copyOf(anchors);
    blocks = List.copyOf(blocks);
  }

  /** A link to {@code target}, on a line counted from one. */
  record Link(String target, int line) {}

  /**
   * A fenced block that starts after {@code line}.
   *
   * @param language the words behind the opening fence, such as {@code sh test}
   */
  record Block(String language, String text, int line) {}

  static Page read(Path file) throws IOException {
    return parse(file, Files.readAllLines(file));
  }

  static Page parse(Path file, List<String> lines) {
    List<Link> links = new ArrayList<>();
    List<String> anchors = new ArrayList<>();
    List<Block> blocks = new ArrayList<>();
    int number = 0;
    while (number < lines.size()) {
      String line = lines.get(number++);
      Matcher fence = FENCE.matcher(line);
      if (fence.matches()) {
        int start = number;
        while (number < lines.size() && !FENCE.matcher(lines.get(number)).matches()) {
          number++;
        }
        String text = String.join("\n", lines.subList(start, number)) + "\n";
        blocks.add(new Block(fence.group(1).strip(), text, start));
        number++;
        continue;
      }
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        anchors.add(anchorOf(heading.group(1)));
      }
      Matcher link = LINK.matcher(line.replaceAll("`[^`]*`", ""));
      while (link.find()) {
        links.add(new Link(link.group(1), number));
      }
    }
    return new Page(file, links, anchors, blocks);
  }

  /** As the usual Markdown hosts build it: lower case, punctuation dropped, spaces to hyphens. */
  static String anchorOf(String heading) {
    return heading
        .strip()
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }
}
