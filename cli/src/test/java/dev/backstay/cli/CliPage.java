package dev.backstay.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code docs/cli.md} promises.
 *
 * @param commands the first cell of each row of the table of commands
 * @param types the fields of each JSON type; a summary is named {@code summary of COMMAND}
 */
record CliPage(List<String> commands, Map<String, Fields> types) {
  private static final Pattern COMMAND = Pattern.compile("\\| `backstay ([^`]+)` \\|.*");
  private static final Pattern TYPE =
      Pattern.compile("\\| `([a-z_]+)`(?: of `([a-z ]+)`)? \\| ((?:`[a-z_]+\\??` ?)+) \\|");
  private static final Pattern FIELD = Pattern.compile("`([a-z_]+)(\\??)`");

  /** Fields that are always there, and those that may be. */
  record Fields(Set<String> required, Set<String> optional) {}

  static CliPage read() throws IOException {
    Path page = Path.of(System.getProperty("backstay.root", ".."), "docs", "cli.md");
    List<String> lines = Files.readAllLines(page);
    Map<String, Fields> types = new LinkedHashMap<>();
    for (String line : lines) {
      Matcher type = TYPE.matcher(line);
      if (type.matches()) {
        String name =
            type.group(2) == null ? type.group(1) : type.group(1) + " of " + type.group(2);
        types.put(name, fields(type.group(3)));
      }
    }
    List<String> commands =
        lines.stream()
            .map(COMMAND::matcher)
            .filter(Matcher::matches)
            .map(matcher -> matcher.group(1))
            .toList();
    return new CliPage(commands, types);
  }

  private static Fields fields(String cell) {
    Set<String> required = new LinkedHashSet<>();
    Set<String> optional = new LinkedHashSet<>();
    Matcher field = FIELD.matcher(cell);
    while (field.find()) {
      (field.group(2).isEmpty() ? required : optional).add(field.group(1));
    }
    return new Fields(required, optional);
  }
}
