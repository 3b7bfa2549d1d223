package dev.backstay.store.sftp;

import static org.assertj.core.api.Assertions.fail;

import dev.backstay.contract.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A real OpenSSH server on a free port of the loopback, with keys of its own in a directory of the
 * test; ended with its process.
 */
final class SshServer implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/sshd");

  private final Path directory;
  private final int port;
  private Process process;
  private final List<String> output = new ArrayList<>();

  private SshServer(Path directory, int port) throws IOException {
    this.directory = directory;
    this.port = port;
    this.process = launch();
  }

  static SshServer start(Path directory) throws IOException, InterruptedException {
    if (!Files.isExecutable(PROGRAM)) {
      fail("missing: " + PROGRAM + "; install the Debian package openssh-server");
    }
    for (String key : List.of("host_ed25519", "client", "stranger")) {
      makeKey(directory.resolve(key), "ed25519");
    }
    makeKey(directory.resolve("host_ecdsa"), "ecdsa");
    Files.copy(directory.resolve("client.pub"), directory.resolve("authorized_keys"));
    int port = freePort();
    Files.writeString(
        directory.resolve("sshd_config"),
        String.join(
            "\n",
            "ListenAddress 127.0.0.1",
            "Port " + port,
            "HostKey " + directory.resolve("host_ecdsa"),
            "HostKey " + directory.resolve("host_ed25519"),
            "AuthorizedKeysFile " + directory.resolve("authorized_keys"),
            "PidFile none",
            "StrictModes no",
            "UsePAM no",
            "PasswordAuthentication no",
            "PermitRootLogin prohibit-password",
            "Subsystem sftp internal-sftp",
            ""));
    if (System.getProperty("user.name").equals("root")) {
      // Where the server, started by root, keeps its unprivileged half.
      Files.createDirectories(Path.of("/run/sshd"));
    }
    SshServer server = new SshServer(directory, port);
    server.writeKnownHosts("host_ed25519.pub");
    return server;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static void makeKey(Path file, String type) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "ssh-keygen", "-q", "-t", type, "-N", "", "-C", "test", "-f", file.toString())
            .redirectErrorStream(true)
            .start();
    String complaint = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(complaint);
    }
  }

  SftpLocation location(Path path) {
    return new SftpLocation(System.getProperty("user.name"), "127.0.0.1", port, path.toString());
  }

  SftpCredentials credentials() {
    return credentials("client");
  }

  SftpCredentials credentials(String key) {
    return new SftpCredentials(
        List.of(directory.resolve(key)),
        Optional.empty(),
        Optional.of(Secret.of("not the password")),
        directory.resolve("known_hosts"));
  }

  Path knownHosts() {
    return directory.resolve("known_hosts");
  }

  /** Names one of the server's keys as the known one. */
  void writeKnownHosts(String publicKey) throws IOException {
    Files.writeString(
        knownHosts(), "[127.0.0.1]:" + port + " " + Files.readString(directory.resolve(publicKey)));
  }

  /**
   * Ends the server and every session it serves, as a crash would. A session that was killed never
   * answers again, so nobody waits for its end, which the machine's init may report late.
   */
  void kill() throws InterruptedException {
    List<ProcessHandle> sessions = process.descendants().toList();
    process.destroyForcibly();
    sessions.forEach(ProcessHandle::destroyForcibly);
    process.waitFor();
  }

  void restart() throws IOException {
    process = launch();
  }

  @Override
  public void close() {
    try {
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the server ended", e);
    }
  }

  private Process launch() throws IOException {
    Process started =
        new ProcessBuilder(
                PROGRAM.toString(), "-D", "-e", "-f", directory.resolve("sshd_config").toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader log = started.inputReader(StandardCharsets.UTF_8);
    String line = log.readLine();
    while (line != null && !line.contains("Server listening")) {
      output.add(line);
      line = log.readLine();
    }
    if (line == null) {
      fail("sshd did not start: " + output);
    }
    // The server must not block on a full pipe; the thread ends with the server's output.
    Thread.ofVirtual().start(() -> drain(log));
    return started;
  }

  private static void drain(BufferedReader log) {
    try (log) {
      while (log.readLine() != null) {
        // Only its end matters.
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
