package dev.backstay.engine;

/** The glob notation of {@link PathPatterns}, as regular expressions. */
final class GlobSyntax {
  private static final String REGEX_SIGNS = "\\^$.|?*+()[]{}&-~#";

  private final String glob;
  private final StringBuilder regex = new StringBuilder();
  private int at;

  private GlobSyntax(String glob) {
    this.glob = glob;
  }

  static String toRegex(String glob) {
    GlobSyntax syntax = new GlobSyntax(glob);
    while (syntax.at < glob.length()) {
      syntax.next();
    }
    return syntax.regex.toString();
  }

  private void next() {
    char c = glob.charAt(at);
    switch (c) {
      case '*' -> stars();
      case '?' -> take("[^/]");
      case '[' -> set();
      case '\\' -> {
        at = Math.min(at + 1, glob.length() - 1);
        literal(glob.charAt(at++));
      }
      default -> {
        literal(c);
        at++;
      }
    }
  }

  private void take(String expression) {
    regex.append(expression);
    at++;
  }

  private void stars() {
    if (glob.startsWith("**/", at)) {
      regex.append("(?:.*/)?");
      at += 3;
    } else if (glob.startsWith("**", at)) {
      regex.append(".*");
      at += 2;
    } else {
      take("[^/]*");
    }
  }

  /** A set of characters; without its closing bracket, the opening one is literal. */
  private void set() {
    boolean negated = glob.startsWith("!", at + 1) || glob.startsWith("^", at + 1);
    int from = at + (negated ? 2 : 1);
    int end = glob.indexOf(']', from + 1);
    if (end < 0) {
      literal('[');
      at++;
      return;
    }
    regex.append(negated ? "[^/" : "(?!/)[");
    for (int each = from; each < end; each++) {
      char c = glob.charAt(each);
      boolean range = c == '-' && each > from && each < end - 1 && ordered(each);
      if (range) {
        regex.append('-');
      } else {
        literal(c);
      }
    }
    regex.append(']');
    at = end + 1;
  }

  private boolean ordered(int dash) {
    return glob.charAt(dash - 1) <= glob.charAt(dash + 1);
  }

  private void literal(char c) {
    if (REGEX_SIGNS.indexOf(c) >= 0) {
      regex.append('\\');
    }
    regex.append(c);
  }
}
