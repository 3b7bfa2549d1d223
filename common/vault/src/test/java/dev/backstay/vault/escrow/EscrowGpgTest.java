package dev.backstay.vault.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import org.bouncycastle.bcpg.ArmoredInputStream;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stock gpg makes the keys and opens the messages. */
@Tag("system")
class EscrowGpgTest {
  private static final Secret PASSWORD = Secret.of("pässword with spaces\n and a second line");
  private static final int ROUNDS = Integer.getInteger("backstay.rounds", 4);
  private static final String[] CURVE = {
    "Key-Type: eddsa", "Key-Curve: ed25519", "Subkey-Type: ecdh", "Subkey-Curve: cv25519"
  };

  @TempDir static Path home;

  private static Gpg gpg;
  private static String curve;

  private final Instant now = Instant.now();

  @BeforeAll
  static void makeKey() throws Exception {
    gpg = new Gpg(home);
    curve = gpg.generate(with(CURVE, "Name-Real: Curve", "Expire-Date: 1y"));
  }

  @AfterAll
  static void endAgent() throws Exception {
    gpg.close();
  }

  @Test
  void gpgOpensWhatIsSealedForACurve() throws Exception {
    // When
    String message = seal(now, gpg.publicKey(curve));

    // Then
    assertThat(message).startsWith("-----BEGIN PGP MESSAGE-----");
    assertThat(gpg.decrypt(message)).isEqualTo(PASSWORD.bytes());
  }

  @Test
  void anyRecipientOpensItAlone() throws Exception {
    // Given
    String rsa =
        gpg.generate(
            "Key-Type: RSA",
            "Key-Length: 3072",
            "Subkey-Type: RSA",
            "Subkey-Length: 3072",
            "Name-Real: Rsa",
            "Expire-Date: 0");

    // When
    String message = seal(now, gpg.publicKey(curve), gpg.publicKey(rsa), gpg.publicKey(curve));

    // Then
    assertThat(packets(message)).containsOnlyOnce("pubkey enc packet: version 3, algo 18");
    for (String alone : List.of(curve, rsa)) {
      String secret = text(gpg.run("--armor", "--export-secret-keys", alone));
      Path ring = Files.createTempDirectory(home, "alone");
      try (Gpg other = new Gpg(ring)) {
        Path file = Files.writeString(ring.resolve("key.asc"), secret);
        other.run("--import", file.toString());
        assertThat(other.decrypt(message)).isEqualTo(PASSWORD.bytes());
      }
    }
  }

  @Test
  void messageIsProtectedByAes256AndIntegrity() throws Exception {
    String packets = packets(seal(now, gpg.publicKey(curve)));
    assertThat(packets)
        .contains("encrypted data packet", "mdc_method: 2", "literal data packet")
        .doesNotContain("aead");
    Path file = Files.writeString(home.resolve("m.asc"), seal(now, gpg.publicKey(curve)));
    assertThat(text(gpg.run("--status-fd", "1", "--decrypt", file.toString())))
        .contains("DECRYPTION_INFO 2 9") // integrity by MDC, cipher AES-256
        .contains("GOODMDC");
  }

  @Test
  void expiredKeyIsRefused() throws Exception {
    assertRefused("expired at", () -> seal(now.plus(Duration.ofDays(400)), gpg.publicKey(curve)));
  }

  @Test
  void keyThatCannotEncryptIsRefused() throws Exception {
    String signer =
        gpg.generate(
            "Key-Type: eddsa", "Key-Curve: ed25519", "Name-Real: Signer", "Expire-Date: 0");
    assertRefused("cannot encrypt", () -> seal(now, gpg.publicKey(signer)));

    String rsaSigner =
        gpg.generate(
            "Key-Type: RSA",
            "Key-Length: 2048",
            "Key-Usage: sign",
            "Name-Real: S",
            "Expire-Date: 0");
    assertRefused("is not for encryption", () -> seal(now, gpg.publicKey(rsaSigner)));
  }

  @Test
  void weakKeyIsRefused() throws Exception {
    String weak =
        gpg.generate("Key-Type: RSA", "Key-Length: 1024", "Name-Real: Weak", "Expire-Date: 0");
    assertRefused("too weak", () -> seal(now, gpg.publicKey(weak)));
  }

  @Test
  void revokedKeyIsRefused() throws Exception {
    // Given
    String revoked = gpg.generate(with(CURVE, "Name-Real: Revoked", "Expire-Date: 0"));
    Path certificate = home.resolve("openpgp-revocs.d").resolve(revoked + ".rev");
    Path armed = home.resolve("armed.asc");
    Files.writeString(armed, Files.readString(certificate).replace(":-----BEGIN", "-----BEGIN"));
    gpg.run("--import", armed.toString());

    // Then
    assertRefused("revoked", () -> seal(now, gpg.publicKey(revoked)));
  }

  @Test
  void newestSubkeyThatIsValidIsChosen() throws Exception {
    // Given
    String key = gpg.generate(with(CURVE, "Name-Real: Two", "Expire-Date: 0"));
    gpg.run(
        "--faked-system-time", "20500101T000000", "--quick-add-key", key, "cv25519", "encr", "1y");
    String exported = gpg.publicKey(key);

    // When
    String early = seal(Instant.parse("2050-02-01T00:00:00Z"), exported);
    String late = seal(Instant.parse("2052-02-01T00:00:00Z"), exported);

    // Then
    assertThat(recipient(early)).isNotEqualTo(recipient(late));
    assertThat(gpg.decrypt(late)).isEqualTo(PASSWORD.bytes());
    assertThat(gpg.run("--decrypt", Files.writeString(home.resolve("early"), early).toString()))
        .isEqualTo(PASSWORD.bytes());
  }

  @Test
  void privateKeyAndSeveralKeysAreRefused() throws Exception {
    assertRefused(
        "is a private key",
        () -> seal(now, text(gpg.run("--armor", "--export-secret-keys", curve))));
    String other = gpg.generate(with(CURVE, "Name-Real: Other", "Expire-Date: 0"));
    assertRefused("exactly one key", () -> seal(now, gpg.publicKey(curve, other)));
    assertRefused(
        "more than one key", () -> seal(now, gpg.publicKey(curve) + gpg.publicKey(other)));
  }

  @Test
  void subkeyThatThePrimaryKeyNeverSignedIsNotUsed() throws Exception {
    // Given
    String attacker = gpg.generate(with(CURVE, "Name-Real: Attacker", "Expire-Date: 0"));
    PGPPublicKeyRing genuine = ring(gpg.publicKey(curve));
    PGPPublicKeyRing forged =
        PGPPublicKeyRing.insertPublicKey(genuine, subkey(ring(gpg.publicKey(attacker))));
    String refused = armored(PGPPublicKeyRing.removePublicKey(forged, subkey(genuine)));

    // Then
    assertThat(recipient(seal(now, armored(forged))))
        .isEqualTo(recipient(seal(now, gpg.publicKey(curve))));
    assertRefused("is not bound by a valid signature", () -> seal(now, refused));
  }

  @Test
  void damagedKeyIsRefusedOrStillTheRecipients() throws Exception {
    String exported = gpg.publicKey(curve);
    int start = exported.indexOf("\n\n") + 2;
    int end = exported.lastIndexOf("\n=");
    String unchecked =
        exported.substring(0, end + 1) + exported.substring(exported.indexOf("\n", end + 1) + 1);
    assertThat(recipient(seal(now, unchecked))).isEqualTo(recipient(seal(now, exported)));
    for (int seed = 0; seed < 100 * ROUNDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      StringBuilder damaged = new StringBuilder(unchecked);
      damaged.setCharAt(random.nextInt(start, end), (char) random.nextInt('+', 'z'));
      try {
        String message = seal(now, damaged.toString());
        assertThat(recipient(message))
            .as("seed %d", seed)
            .isEqualTo(recipient(seal(now, exported)));
      } catch (BackstayException e) {
        assertThat(e.code()).as("seed %d", seed).isEqualTo(ErrorCode.ESCROW_INVALID);
      }
    }
  }

  private interface Sealing {
    String seal() throws Exception;
  }

  private static void assertRefused(String reason, Sealing sealing) {
    assertThatThrownBy(sealing::seal)
        .isInstanceOf(BackstayException.class)
        .hasMessageContaining(reason)
        .extracting(e -> ((BackstayException) e).code())
        .isEqualTo(ErrorCode.ESCROW_INVALID);
  }

  private static String seal(Instant now, String... recipients) {
    return new Escrow(InstantSource.fixed(now), new SecureRandom())
        .seal(PASSWORD, List.of(recipients));
  }

  private static PGPPublicKeyRing ring(String armored) throws IOException {
    try (ArmoredInputStream in =
        new ArmoredInputStream(
            new ByteArrayInputStream(armored.getBytes(StandardCharsets.UTF_8)))) {
      return new PGPPublicKeyRing(in, new BcKeyFingerprintCalculator());
    }
  }

  private static PGPPublicKey subkey(PGPPublicKeyRing ring) {
    for (PGPPublicKey key : ring) {
      if (!key.isMasterKey()) {
        return key;
      }
    }
    throw new AssertionError("no subkey");
  }

  private static String armored(PGPPublicKeyRing ring) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (ArmoredOutputStream out = ArmoredOutputStream.builder().build(text)) {
      ring.encode(out);
    }
    return text(text.toByteArray());
  }

  private static String packets(String message) throws IOException {
    Path file = Files.createTempFile(home, "packets", ".asc");
    return text(gpg.run("--list-packets", Files.writeString(file, message).toString()));
  }

  private static String recipient(String message) throws IOException {
    Path file = Files.createTempFile(home, "recipient", ".asc");
    Files.writeString(file, message);
    String packets = text(gpg.run("--list-only", "--list-packets", file.toString()));
    return packets.lines().filter(line -> line.contains("keyid")).findFirst().orElseThrow();
  }

  private static String[] with(String[] parameters, String... more) {
    String[] all = java.util.Arrays.copyOf(parameters, parameters.length + more.length);
    System.arraycopy(more, 0, all, parameters.length, more.length);
    return all;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
