package dev.backstay.servicekit.app;

import dev.backstay.vault.LockHolder;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Who this process is. */
public record Identity(String hostname, String instance, LockHolder holder) {
  static Identity of(PlatformSettings settings) {
    String host = settings.hostname().orElseGet(Identity::localHost);
    long pid = ProcessHandle.current().pid();
    return new Identity(
        host,
        settings.instance().orElse(host + "-" + pid),
        new LockHolder(host, System.getProperty("user.name", "backstay"), pid));
  }

  private static String localHost() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // A host without a name in its own resolver; snapshots are filed under its address family's.
      return "localhost";
    }
  }
}
