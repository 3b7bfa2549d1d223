package dev.backstay.engine.postgres.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.Secret;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.postgres.fixture.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A certificate that a server of this machine shows, and that clients trust. */
record Certificate(Path file) {
  /** Makes one by OpenSSL, which is wherever a PostgreSQL with TLS is. */
  static Certificate made(Path folder, TestCluster cluster)
      throws IOException, InterruptedException {
    Path file = folder.resolve("server.crt");
    Path key = folder.resolve("server.key");
    Process process =
        new ProcessBuilder(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=127.0.0.1",
                "-addext",
                "subjectAltName=IP:127.0.0.1",
                "-keyout",
                key.toString(),
                "-out",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("openssl.log").toFile())
            .start();
    assertThat(process.waitFor()).as("openssl").isZero();
    for (Path each : new Path[] {file, key}) {
      Path target = cluster.data().resolve(each.getFileName().toString());
      Files.copy(each, target);
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-------"));
      cluster.server().user().own(target);
    }
    return new Certificate(file);
  }

  PostgresAddress verifying(TestCluster cluster) {
    return PostgresAddress.parse(
        Secret.of(cluster.url().text() + "?sslmode=verify-full&sslrootcert=" + file));
  }
}
