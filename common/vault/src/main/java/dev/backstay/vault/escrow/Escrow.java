package dev.backstay.vault.escrow;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPEncryptedDataGenerator;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPLiteralDataGenerator;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.operator.bc.BcPGPDataEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyKeyEncryptionMethodGenerator;

/**
 * Seals a vault's password for its recipients: any one of them opens the message with {@code gpg
 * --decrypt} and gets exactly the password's bytes, without a line feed.
 *
 * <p>The message is what GnuPG 2.2 writes and reads: one session key packet (version 3) for each
 * recipient, then AES-256 with integrity protection (version 1), uncompressed, in ASCII armor. Safe
 * for use by several threads.
 */
public final class Escrow {
  private final InstantSource clock;
  private final SecureRandom random;

  public Escrow(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  /**
   * The armored message that every recipient can open alone.
   *
   * @param recipients ASCII-armored public key blocks as {@code gpg --armor --export} prints them,
   *     one key each; a key named twice gets one session key packet
   * @throws BackstayException {@code ESCROW_INVALID} when there is no recipient, or for any of them
   *     no valid encryption key; the message names the recipient by its place in the list
   */
  public String seal(Secret password, List<String> recipients) {
    if (recipients.isEmpty()) {
      throw new BackstayException(
          ErrorCode.ESCROW_INVALID, "no recipient was named, so no escrow message was made");
    }
    Instant now = clock.instant();
    Map<Long, PGPPublicKey> keys = new LinkedHashMap<>();
    for (int i = 0; i < recipients.size(); i++) {
      PGPPublicKey key = Recipient.parse(i + 1, recipients.get(i)).encryptionKey(now);
      keys.put(key.getKeyID(), key);
    }
    byte[] plain = password.bytes();
    try {
      return armored(encrypted(literal(plain, now), keys.values()));
    } catch (IOException | PGPException e) {
      throw new BackstayException(
          ErrorCode.INTERNAL, "the escrow message could not be made; nothing was stored", e);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  private static byte[] literal(byte[] plain, Instant now) throws IOException {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    try (OutputStream out =
        new PGPLiteralDataGenerator()
            .open(packet, PGPLiteralData.BINARY, "", plain.length, Date.from(now))) {
      out.write(plain);
    }
    return packet.toByteArray();
  }

  private byte[] encrypted(byte[] literal, Collection<PGPPublicKey> keys)
      throws IOException, PGPException {
    PGPEncryptedDataGenerator generator =
        new PGPEncryptedDataGenerator(
            new BcPGPDataEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256)
                .setWithIntegrityPacket(true)
                .setSecureRandom(random));
    for (PGPPublicKey key : keys) {
      generator.addMethod(new BcPublicKeyKeyEncryptionMethodGenerator(key).setSecureRandom(random));
    }
    ByteArrayOutputStream packets = new ByteArrayOutputStream();
    try (OutputStream out = generator.open(packets, literal.length)) {
      out.write(literal);
    } finally {
      Arrays.fill(literal, (byte) 0);
    }
    return packets.toByteArray();
  }

  private static String armored(byte[] packets) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (ArmoredOutputStream out =
        ArmoredOutputStream.builder().clearHeaders().enableCRC(true).build(text)) {
      out.write(packets);
    }
    return text.toString(StandardCharsets.US_ASCII);
  }
}
