package dev.backstay.vault;

/** The process that holds a lock. */
public record LockHolder(String hostname, String username, long pid) {
  @Override
  public String toString() {
    return "process " + pid + " of " + username + " on " + hostname;
  }
}
