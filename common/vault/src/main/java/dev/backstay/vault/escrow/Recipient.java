package dev.backstay.vault.escrow;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.bcpg.ArmoredInputStream;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPObjectFactory;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.jspecify.annotations.Nullable;

/**
 * One recipient's OpenPGP key: a primary key and its subkeys, of which one is chosen to encrypt to,
 * by the rules of {@code gpg}.
 *
 * @param label how errors name it
 */
record Recipient(String label, PGPPublicKeyRing ring) {
  /** Keys are a few kilobytes, with many signatures a few hundred. */
  private static final int MAX_KEY_CHARACTERS = 4 << 20;

  /** RSA and ElGamal below this can be broken; elliptic curves have other measures. */
  private static final int MIN_BITS = 2048;

  /** The only version that stock gpg 2.2 knows. */
  private static final int KEY_VERSION = 4;

  private static final String PUBLIC_KEY_BEGIN = "-----BEGIN PGP PUBLIC KEY BLOCK-----";

  /** Reads the {@code ordinal}th recipient's armored key. */
  static Recipient parse(int ordinal, String armored) {
    String label = "escrow recipient " + ordinal;
    if (armored.contains("-----BEGIN PGP PRIVATE KEY BLOCK-----")) {
      throw invalid(label, "is a private key: replace it by the public key", null);
    }
    int begin = armored.indexOf(PUBLIC_KEY_BEGIN);
    if (begin < 0 || armored.length() > MAX_KEY_CHARACTERS) {
      throw invalid(label, "is not an ASCII-armored OpenPGP public key", null);
    }
    if (armored.indexOf("-----BEGIN", begin + 1) >= 0) {
      throw invalid(label, "holds more than one key: name each key by itself", null);
    }
    List<Object> objects;
    try {
      objects = objects(armored);
    } catch (IOException | RuntimeException e) { // the parser throws both at malformed packets
      throw invalid(label, "is damaged: export the key again", e);
    }
    if (objects.size() != 1) {
      throw invalid(label, "holds not exactly one key: name each key by itself", null);
    }
    if (!(objects.getFirst() instanceof PGPPublicKeyRing ring)) {
      throw invalid(label, "is not an OpenPGP public key", null);
    }
    byte[] fingerprint = ring.getPublicKey().getFingerprint();
    return new Recipient(
        label + " (" + HexFormat.of().withUpperCase().formatHex(fingerprint) + ")", ring);
  }

  private static List<Object> objects(String armored) throws IOException {
    try (ArmoredInputStream in =
        new ArmoredInputStream(
            new ByteArrayInputStream(armored.getBytes(StandardCharsets.UTF_8)))) {
      PGPObjectFactory factory = new PGPObjectFactory(in, new BcKeyFingerprintCalculator());
      List<Object> objects = new ArrayList<>();
      for (Object next = factory.nextObject(); next != null; next = factory.nextObject()) {
        objects.add(next);
      }
      return objects;
    }
  }

  /** The newest subkey that may encrypt at that instant, or the primary key if it may. */
  PGPPublicKey encryptionKey(Instant now) {
    try {
      return choose(now);
    } catch (BackstayException e) {
      throw e;
    } catch (PGPException | RuntimeException e) { // the parser throws both at malformed packets
      throw invalid(label, "is damaged: export the key again", e);
    }
  }

  private PGPPublicKey choose(Instant now) throws PGPException {
    PGPPublicKey primary = ring.getPublicKey();
    if (primary.hasRevocation()) { // whether or not it can be verified: refusing is safe
      throw invalid(label, "has been revoked", null);
    }
    Optional<Binding> self = Binding.ofPrimary(primary, now);
    if (self.isEmpty()) {
      throw invalid(label, "has no valid signature of its own", null);
    }
    Optional<Instant> expiry = self.get().expiry();
    if (expiry.isPresent() && !expiry.get().isAfter(now)) {
      throw invalid(label, "expired at " + expiry.get(), null);
    }
    List<PGPPublicKey> usable = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    Iterator<PGPPublicKey> keys = ring.getPublicKeys();
    while (keys.hasNext()) {
      PGPPublicKey key = keys.next();
      Optional<Binding> binding = key.isMasterKey() ? self : Binding.ofSubkey(primary, key, now);
      String reason = whyNot(key, binding.orElse(null), now);
      if (reason.isEmpty()) {
        usable.add(key);
      } else {
        reasons.add(String.format(Locale.ROOT, "%016X %s", key.getKeyID(), reason));
      }
    }
    return usable.stream()
        .max(
            Comparator.comparing((PGPPublicKey key) -> !key.isMasterKey())
                .thenComparing(PGPPublicKey::getCreationTime))
        .orElseThrow(() -> invalid(label, "cannot encrypt: " + String.join(", ", reasons), null));
  }

  /** Why that key cannot be encrypted to; empty when it can. */
  private static String whyNot(PGPPublicKey key, @Nullable Binding binding, Instant now) {
    if (binding == null) {
      return "is not bound by a valid signature";
    }
    if (key.hasRevocation()) {
      return "is revoked";
    }
    if (!binding.mayEncrypt() || !key.isEncryptionKey()) {
      return "is not for encryption";
    }
    Optional<Instant> expiry = binding.expiry();
    if (expiry.isPresent() && !expiry.get().isAfter(now)) {
      return "expired at " + expiry.get();
    }
    boolean known =
        switch (key.getAlgorithm()) {
          case PublicKeyAlgorithmTags.RSA_GENERAL, PublicKeyAlgorithmTags.ELGAMAL_ENCRYPT ->
              key.getBitStrength() >= MIN_BITS;
          case PublicKeyAlgorithmTags.ECDH -> true;
          default -> false;
        };
    return known && key.getVersion() == KEY_VERSION
        ? ""
        : "is too weak or of a kind that gpg 2.2 cannot decrypt with";
  }

  private static BackstayException invalid(String label, String what, @Nullable Throwable cause) {
    return new BackstayException(
        ErrorCode.ESCROW_INVALID, label + " " + what + "; nothing was sealed", cause);
  }
}
