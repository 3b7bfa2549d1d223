package dev.backstay.catalog.access;

/**
 * Somebody who is known.
 *
 * @param name what the audit log calls them
 */
public record Caller(String name, Role role) {
  /** Who sits at the machine may do everything: its files lie open to them anyway. */
  public static final Caller LOCAL = new Caller(TokenName.LOCAL, Role.ADMIN);
}
