package dev.backstay.policy;

import dev.backstay.contract.policy.SecretReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** One pass over one policy file: what it found wrong and which secrets it met. Single-threaded. */
final class Reading {
  /** More than anyone mends at once; bounds what a hostile file makes us keep. */
  static final int MAX_PROBLEMS = 200;

  /** Keeps a problem readable whatever the file holds. */
  private static final int MAX_MESSAGE = 400;

  private final String file;
  private final Set<String> destinations;
  private final TreeSet<PolicyProblem> problems = new TreeSet<>();
  private final List<SecretUse> secrets = new ArrayList<>();

  /**
   * @param destinations the names that the file defines
   */
  Reading(String file, Set<String> destinations) {
    this.file = file;
    this.destinations = destinations;
  }

  Set<String> destinations() {
    return destinations;
  }

  void report(YamlValue at, String path, String message) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(new PolicyProblem(position(at, path), readable(message)));
    }
  }

  void met(SecretReference reference, Given given) {
    secrets.add(new SecretUse(position(given.value(), given.path()), reference));
  }

  List<PolicyProblem> problems() {
    return List.copyOf(problems);
  }

  List<SecretUse> secrets() {
    return List.copyOf(secrets);
  }

  private Position position(YamlValue at, String path) {
    return new Position(file, at.line(), at.column(), readable(path));
  }

  /** On one line, whatever the file holds. */
  static String readable(String message) {
    String line = message.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= MAX_MESSAGE ? line : line.substring(0, MAX_MESSAGE) + "…";
  }
}
