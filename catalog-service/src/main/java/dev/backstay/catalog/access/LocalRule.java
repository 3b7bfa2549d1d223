package dev.backstay.catalog.access;

import java.util.Optional;

/**
 * Who needs no token: a program of this machine, at a server that this machine alone can reach.
 * Whatever came through a proxy may come from anywhere and needs one.
 *
 * @param loopbackOnly whether the server listens on the loopback alone
 */
public record LocalRule(boolean loopbackOnly) {
  /**
   * The caller, when the rule applies.
   *
   * @param peer address of the other end
   * @param forwarded whether a proxy says that it handed the request on
   */
  public Optional<Caller> caller(String peer, boolean forwarded) {
    return loopbackOnly && !forwarded && BrowserRules.isLoopbackAddress(peer)
        ? Optional.of(Caller.LOCAL)
        : Optional.empty();
  }
}
