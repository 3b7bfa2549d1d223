package dev.backstay.contract.policy;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a secret is found, never the secret itself; so it may be stored, logged and compared.
 * Written {@code ${env:NAME}} or {@code ${file:/run/secrets/name}}.
 */
public sealed interface SecretReference {
  /** The accepted forms, as a regular expression that editors understand too. */
  String PATTERN = "^\\$\\{(env:[A-Za-z_][A-Za-z0-9_]*|file:/[^}]+)\\}$";

  /** What every text in another form is told. */
  String EXPECTED =
      "must be a reference, ${env:NAME} or ${file:/run/secrets/name}, never the secret itself";

  /** An environment variable of the process. */
  record Variable(String name) implements SecretReference {
    @Override
    public String toString() {
      return "${env:" + name + "}";
    }
  }

  /** A file, by absolute path, readable by its owner only. */
  record SecretFile(Path path) implements SecretReference {
    public SecretFile {
      if (!path.isAbsolute()) {
        throw new IllegalArgumentException("the path of a secret is absolute");
      }
    }

    @Override
    public String toString() {
      return "${file:" + path + "}";
    }
  }

  /**
   * Reads the written form. The message of the {@link IllegalArgumentException} never repeats the
   * text: it may be a secret written where its reference belongs.
   */
  static SecretReference parse(String text) {
    Matcher matcher = Pattern.compile(PATTERN).matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(EXPECTED);
    }
    String inner = matcher.group(1);
    if (inner.startsWith("env:")) {
      return new Variable(inner.substring("env:".length()));
    }
    try {
      return new SecretFile(Path.of(inner.substring("file:".length())));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(EXPECTED, e);
    }
  }

  /** Whether the text looks like a reference, well-formed or not. */
  static boolean looksLikeOne(String text) {
    return text.startsWith("${");
  }
}
