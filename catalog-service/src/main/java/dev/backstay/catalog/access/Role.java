package dev.backstay.catalog.access;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** What a caller may do; each role may do what those before it may. Names are stored. */
public enum Role {
  /** Sees everything but secrets. */
  VIEWER,
  /** Asks for backups and verifications. */
  OPERATOR,
  /** Removes backups, and gives and takes access. */
  ADMIN;

  /** The names of the roles, for annotations. */
  public static final class Names {
    public static final String VIEWER = "VIEWER";
    public static final String OPERATOR = "OPERATOR";
    public static final String ADMIN = "ADMIN";

    private Names() {}
  }

  /** The names of this role and of those it includes. */
  public Set<String> included() {
    return Arrays.stream(values())
        .filter(role -> role.compareTo(this) <= 0)
        .map(Role::name)
        .collect(Collectors.toUnmodifiableSet());
  }
}
