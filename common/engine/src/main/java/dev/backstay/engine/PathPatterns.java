package dev.backstay.engine;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileName;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An ordered list of glob patterns that selects entries of a tree, much as {@code .gitignore} does.
 *
 * <pre>
 *   *.tmp            any entry of such a name, at any depth
 *   cache/           directories only
 *   /srv/*&#47;log       exactly this path from the root
 *   build/output     this end of a path, at any depth
 *   /srv/**&#47;core     any number of directories between
 *   !keep.tmp        takes back what an earlier pattern selected; the last match decides
 * </pre>
 *
 * {@code *} and {@code ?} stop at a slash, {@code [a-z]} and {@code [!a-z]} match one character, a
 * backslash takes the next character literally. Bytes of a name that are not UTF-8 are matched by
 * the wildcards only. Immutable.
 */
public final class PathPatterns {
  public static final PathPatterns NONE = of(List.of());

  private record Rule(
      Pattern pattern, boolean wholePath, boolean directoriesOnly, boolean selects) {}

  private final List<Rule> rules;
  private final boolean needsPath;

  private PathPatterns(List<Rule> rules) {
    this.rules = List.copyOf(rules);
    this.needsPath = rules.stream().anyMatch(Rule::wholePath);
  }

  /** Reads patterns; one that cannot be read is {@code USAGE}. */
  public static PathPatterns of(List<String> patterns) {
    List<Rule> rules = new ArrayList<>();
    for (String pattern : patterns) {
      rules.add(rule(pattern));
    }
    return new PathPatterns(rules);
  }

  private static Rule rule(String text) {
    boolean selects = !text.startsWith("!");
    String glob = selects ? text : text.substring(1);
    boolean directoriesOnly = glob.length() > 1 && glob.endsWith("/");
    glob = directoriesOnly ? glob.substring(0, glob.length() - 1) : glob;
    if (glob.isEmpty() || glob.equals("/")) {
      throw new BackstayException(
          ErrorCode.USAGE, "the pattern '" + text + "' names nothing, nothing was started");
    }
    boolean wholePath = glob.contains("/");
    String regex = GlobSyntax.toRegex(glob);
    if (wholePath && !glob.startsWith("/")) {
      regex = "(?:.*/)?" + regex;
    }
    return new Rule(Pattern.compile(regex, Pattern.DOTALL), wholePath, directoriesOnly, selects);
  }

  public boolean isEmpty() {
    return rules.isEmpty();
  }

  /** Whether the last pattern that matches this entry selects it. */
  public boolean matches(EntryPath path, boolean directory) {
    if (rules.isEmpty() || path.isRoot()) {
      return false;
    }
    String name = path.name().map(FileName::toString).orElse("");
    String whole = needsPath ? text(path) : "";
    for (Rule rule : rules.reversed()) {
      if ((directory || !rule.directoriesOnly)
          && rule.pattern.matcher(rule.wholePath ? whole : name).matches()) {
        return rule.selects;
      }
    }
    return false;
  }

  private static String text(EntryPath path) {
    StringBuilder text = new StringBuilder();
    for (FileName name : path.names()) {
      text.append('/').append(name);
    }
    return text.toString();
  }
}
