package dev.backstay.store.sftp;

import dev.backstay.contract.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a client proves who it is, and how it knows the server. The server's key is always checked:
 * there is no way to connect to a server that the known hosts do not name.
 *
 * @param identityFiles private keys in OpenSSH or PEM form, without passphrase, tried in turn
 * @param agentSocket the socket of an ssh-agent, whose keys are tried before the files
 * @param password tried when no key is accepted
 * @param knownHosts the file of host keys, in OpenSSH's form; one that is missing knows no host
 */
public record SftpCredentials(
    List<Path> identityFiles,
    Optional<Path> agentSocket,
    Optional<Secret> password,
    Path knownHosts) {
  public SftpCredentials {
    identityFiles = List.copyOf(identityFiles);
  }

  /**
   * What a user's own ssh would take: the agent that {@code SSH_AUTH_SOCK} names, {@code
   * ~/.ssh/id_ed25519} and {@code ~/.ssh/id_rsa} where they exist, and {@code ~/.ssh/known_hosts}.
   */
  public static SftpCredentials ofUser(Path home, Map<String, String> environment) {
    Path folder = home.resolve(".ssh");
    List<Path> identities =
        Stream.of("id_ed25519", "id_rsa").map(folder::resolve).filter(Files::exists).toList();
    Optional<Path> agent =
        Optional.ofNullable(environment.get("SSH_AUTH_SOCK"))
            .filter(socket -> !socket.isEmpty())
            .map(Path::of);
    return new SftpCredentials(identities, agent, Optional.empty(), folder.resolve("known_hosts"));
  }
}
