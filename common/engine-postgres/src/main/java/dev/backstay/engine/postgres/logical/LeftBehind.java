package dev.backstay.engine.postgres.logical;

/**
 * Something of a table that was not brought along.
 *
 * @param statement by which it is brought by hand, once what hinders it is gone
 * @param why in the words of the server that refused it, or ours
 */
public record LeftBehind(String statement, String why) {
  /** On one line. */
  @Override
  public String toString() {
    return statement.replaceAll("\\s*\\R\\s*", " ") + "; -- " + why.replaceAll("\\s*\\R\\s*", " ");
  }
}
