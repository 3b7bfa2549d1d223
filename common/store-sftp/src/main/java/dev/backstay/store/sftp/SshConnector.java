package dev.backstay.store.sftp;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.Interruption;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.apache.sshd.sftp.client.SftpVersionSelector;

/**
 * Makes authenticated SFTP connections to one server. Owns the SSH client and its threads, which
 * end with {@link #close}. Reads nothing but what its credentials name, neither the user's ssh
 * configuration nor default keys; the known hosts are read once.
 */
final class SshConnector implements AutoCloseable {
  /** A server that has not answered by now is taken for unreachable. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);

  /** Key exchange and proof of identity; slow servers look up names first. */
  private static final Duration LOGIN_TIMEOUT = Duration.ofSeconds(30);

  /** How often a silent connection is probed. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** Probes without an answer after which a connection is dead: one minute of silence. */
  private static final int MAX_SILENT_HEARTBEATS = 4;

  /** The version OpenSSH speaks; the extensions this store needs belong to it. */
  private static final int SFTP_VERSION = 3;

  /**
   * The ciphers for which the JDK uses the processor's own instructions come first; the library
   * prefers a slower one.
   */
  private static final List<BuiltinCiphers> CIPHERS =
      List.of(
          BuiltinCiphers.aes128gcm,
          BuiltinCiphers.aes256gcm,
          BuiltinCiphers.aes128ctr,
          BuiltinCiphers.aes256ctr,
          BuiltinCiphers.cc20p1305_openssh);

  private final SftpLocation location;
  private final SftpCredentials credentials;
  private final SshClient client;
  private final KnownHosts knownHosts;

  SshConnector(SftpLocation location, SftpCredentials credentials) {
    this.location = location;
    this.credentials = credentials;
    this.client = SshClient.setUpDefaultClient();
    client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    client.setCipherFactories(
        CIPHERS.stream()
            .filter(BuiltinCiphers::isSupported)
            .map(cipher -> (NamedFactory<Cipher>) cipher)
            .toList());
    // The server chooses its key before a session can be configured, so the client must be.
    knownHosts = readKnownHosts();
    client.setServerKeyVerifier(knownHosts);
    client.setSignatureFactories(preferred(knownHosts.keyTypes()));
    credentials
        .agentSocket()
        .filter(Files::exists)
        .ifPresent(socket -> client.setAgentFactory(AgentSocket.factory(socket)));
    // Requests are small and answered one by one: never hold one back to fill a packet.
    CoreModuleProperties.TCP_NODELAY.set(client, true);
    CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, HEARTBEAT);
    CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(client, MAX_SILENT_HEARTBEATS);
    client.start();
  }

  /** A connection that is ready for use. */
  SftpConnection connect() {
    Interruption.check("connection to " + location);
    List<KeyPair> keys = loadKeys();
    ClientSession session = dial();
    boolean ready = false;
    try {
      keys.forEach(session::addPublicKeyIdentity);
      credentials.password().ifPresent(password -> session.addPasswordIdentity(password.text()));
      session.auth().verify(LOGIN_TIMEOUT);
      SftpConnection connection =
          new SftpConnection(
              session,
              SftpClientFactory.instance()
                  .createSftpClient(
                      session, SftpVersionSelector.fixedVersionSelector(SFTP_VERSION)));
      ready = true;
      return connection;
    } catch (IOException e) {
      throw translate(e, session);
    } finally {
      if (!ready) {
        session.close(true);
      }
    }
  }

  @Override
  public void close() {
    client.stop();
  }

  private ClientSession dial() {
    try {
      return client
          .connect(location.user(), location.host(), location.port())
          .verify(CONNECT_TIMEOUT)
          .getSession();
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /** The server chooses its key by this order, so the types we know come first. */
  private List<NamedFactory<Signature>> preferred(Set<String> knownTypes) {
    List<NamedFactory<Signature>> factories = new ArrayList<>(client.getSignatureFactories());
    factories.sort(
        Comparator.comparing(
            factory -> !knownTypes.contains(KeyUtils.getCanonicalKeyType(factory.getName()))));
    return factories;
  }

  private KnownHosts readKnownHosts() {
    try {
      return KnownHosts.read(location, credentials.knownHosts());
    } catch (IOException e) {
      throw new BackstayException(
          ErrorCode.STORE_DENIED,
          "the known hosts in " + credentials.knownHosts() + " cannot be read",
          e);
    }
  }

  private List<KeyPair> loadKeys() {
    List<KeyPair> keys = new ArrayList<>();
    for (Path file : credentials.identityFiles()) {
      try (InputStream stream = Files.newInputStream(file)) {
        Iterable<KeyPair> found =
            SecurityUtils.loadKeyPairIdentities(
                null, NamedResource.ofName(file.toString()), stream, FilePasswordProvider.EMPTY);
        if (found == null) {
          throw new IOException("no private key in it");
        }
        found.forEach(keys::add);
      } catch (IOException | GeneralSecurityException e) {
        throw new BackstayException(
            ErrorCode.STORE_DENIED,
            "the private key "
                + file
                + " cannot be used; it must be readable and without passphrase, or be held by an"
                + " ssh-agent",
            e);
      }
    }
    return keys;
  }

  private BackstayException translate(IOException failure, ClientSession session) {
    Optional<String> refusal = knownHosts.refusal(session);
    if (refusal.isPresent()) {
      return new BackstayException(ErrorCode.STORE_DENIED, refusal.get(), failure);
    }
    if (failure instanceof SshException ssh
        && ssh.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE) {
      return new BackstayException(
          ErrorCode.STORE_DENIED,
          location.host()
              + " accepts none of the keys and passwords given for the user "
              + location.user(),
          failure);
    }
    return unreachable(failure);
  }

  private BackstayException unreachable(IOException failure) {
    if (SftpFailures.isInterruption(failure)) {
      return Interruption.failure("connection to " + location, failure);
    }
    boolean timedOut =
        failure instanceof SocketTimeoutException || failure.getCause() instanceof TimeoutException;
    return new BackstayException(
        timedOut ? ErrorCode.STORE_TIMEOUT : ErrorCode.STORE_UNREACHABLE,
        "no connection to " + location.host() + ":" + location.port() + ": " + failure.getMessage(),
        failure);
  }
}
