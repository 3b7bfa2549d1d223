package dev.backstay.store.sftp;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;

/**
 * The keys that a {@code known_hosts} file holds for one server. Strict: a key that is not there,
 * or is revoked there, is refused, and the refusal says what to do. Entries for certificate
 * authorities are not used.
 */
final class KnownHosts implements ServerKeyVerifier {
  private static final String REVOKED = "revoked";

  private final SftpLocation location;
  private final Path file;
  private final List<KnownHostEntry> entries;

  /** By session, until they are asked for: a session that closes forgets its own attributes. */
  private final Map<ClientSession, String> refusals = new ConcurrentHashMap<>();

  private KnownHosts(SftpLocation location, Path file, List<KnownHostEntry> entries) {
    this.location = location;
    this.file = file;
    this.entries = entries;
  }

  static KnownHosts read(SftpLocation location, Path file) throws IOException {
    List<KnownHostEntry> matching = new ArrayList<>();
    if (Files.exists(file)) {
      for (KnownHostEntry entry : KnownHostEntry.readKnownHostEntries(file)) {
        if (entry.getKeyEntry() != null && entry.isHostMatch(location.host(), location.port())) {
          matching.add(entry);
        }
      }
    }
    return new KnownHosts(location, file, List.copyOf(matching));
  }

  /** The types of the known keys: the server must be asked for one of these. */
  Set<String> keyTypes() {
    return entries.stream()
        .map(entry -> entry.getKeyEntry().getKeyType())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Why the server's key was refused in a session, if it was. */
  Optional<String> refusal(ClientSession session) {
    return Optional.ofNullable(refusals.remove(session));
  }

  @Override
  public boolean verifyServerKey(ClientSession session, SocketAddress address, PublicKey key) {
    boolean known = false;
    boolean revoked = false;
    boolean others = false;
    for (KnownHostEntry entry : entries) {
      if (holds(entry, key)) {
        revoked |= REVOKED.equals(entry.getMarker());
        known |= entry.getMarker() == null;
      } else {
        others |= entry.getMarker() == null;
      }
    }
    if (known && !revoked) {
      return true;
    }
    refusals.put(session, describe(key, revoked, others));
    return false;
  }

  private static boolean holds(KnownHostEntry entry, PublicKey key) {
    try {
      PublicKey held = entry.getKeyEntry().resolvePublicKey(null, PublicKeyEntryResolver.IGNORING);
      return held != null && KeyUtils.compareKeys(held, key);
    } catch (IOException | GeneralSecurityException _) {
      // A line of another tool's making, or a type this client does not speak: it vouches for
      // nothing, as in OpenSSH.
      return false;
    }
  }

  private String describe(PublicKey key, boolean revoked, boolean others) {
    String shown =
        "the "
            + KeyUtils.getKeyType(key)
            + " key "
            + KeyUtils.getFingerPrint(key)
            + " of "
            + location.host()
            + ":"
            + location.port();
    if (revoked) {
      return shown + " is revoked in " + file;
    }
    if (others) {
      return shown
          + " is not the one in "
          + file
          + ": either the server was given a new key or someone stands between; ask its operator";
    }
    return shown
        + " is not in "
        + file
        + ": compare it with what the server's operator says, then add it with 'ssh-keyscan -p "
        + location.port()
        + " "
        + location.host()
        + " >> "
        + file
        + "'";
  }
}
