package dev.backstay.vault.escrow;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;
import org.jspecify.annotations.Nullable;

/**
 * The newest valid signature by which a primary key says what one of its keys, itself included, is
 * for and until when. Only what the signature covers is believed.
 */
record Binding(PGPPublicKey key, PGPSignature signature) {
  private static final int ENCRYPTION = KeyFlags.ENCRYPT_COMMS | KeyFlags.ENCRYPT_STORAGE;

  /** What a primary key says of itself: on one of its user ids, or directly. */
  static Optional<Binding> ofPrimary(PGPPublicKey primary, Instant now) throws PGPException {
    List<PGPSignature> valid = new ArrayList<>();
    for (Iterator<byte[]> ids = primary.getRawUserIDs(); ids.hasNext(); ) {
      byte[] id = ids.next();
      for (PGPSignature signature : by(primary, primary.getSignaturesForID(id), now)) {
        if (signature.isCertification() && signature.verifyCertification(id, primary)) {
          valid.add(signature);
        }
      }
    }
    Iterator<PGPSignature> direct = primary.getSignaturesOfType(PGPSignature.DIRECT_KEY);
    for (PGPSignature signature : by(primary, direct, now)) {
      if (signature.verifyCertification(primary)) {
        valid.add(signature);
      }
    }
    return newest(primary, valid);
  }

  /** What a primary key says of a subkey. */
  static Optional<Binding> ofSubkey(PGPPublicKey primary, PGPPublicKey subkey, Instant now)
      throws PGPException {
    List<PGPSignature> valid = new ArrayList<>();
    Iterator<PGPSignature> bindings = subkey.getSignaturesOfType(PGPSignature.SUBKEY_BINDING);
    for (PGPSignature signature : by(primary, bindings, now)) {
      if (signature.verifyCertification(primary, subkey)) {
        valid.add(signature);
      }
    }
    return newest(subkey, valid);
  }

  /** Whether encryption is among the key's uses; a signature without uses leaves it open. */
  boolean mayEncrypt() {
    var facts = signature.getHashedSubPackets();
    return !facts.hasSubpacket(SignatureSubpacketTags.KEY_FLAGS)
        || (facts.getKeyFlags() & ENCRYPTION) != 0;
  }

  /** When the key ends; empty when it does not. */
  Optional<Instant> expiry() {
    long seconds = signature.getHashedSubPackets().getKeyExpirationTime();
    return seconds == 0
        ? Optional.empty()
        : Optional.of(key.getCreationTime().toInstant().plusSeconds(seconds));
  }

  private static Optional<Binding> newest(PGPPublicKey key, List<PGPSignature> valid) {
    return valid.stream()
        .max(Comparator.comparing(PGPSignature::getCreationTime))
        .map(signature -> new Binding(key, signature));
  }

  /** The signatures by that key that are in force, ready to be verified. */
  private static List<PGPSignature> by(
      PGPPublicKey signer, @Nullable Iterator<PGPSignature> signatures, Instant now)
      throws PGPException {
    List<PGPSignature> result = new ArrayList<>();
    Iterator<PGPSignature> rest = signatures == null ? Collections.emptyIterator() : signatures;
    while (rest.hasNext()) {
      PGPSignature signature = rest.next();
      if (signature.getKeyID() == signer.getKeyID() && isInForce(signature, now)) {
        signature.init(new BcPGPContentVerifierBuilderProvider(), signer);
        result.add(signature);
      }
    }
    return result;
  }

  private static boolean isInForce(PGPSignature signature, Instant now) {
    var facts = signature.getHashedSubPackets();
    if (facts == null) {
      return false;
    }
    Duration life = Duration.ofSeconds(facts.getSignatureExpirationTime());
    Instant end = signature.getCreationTime().toInstant().plus(life);
    return life.isZero() || end.isAfter(now);
  }
}
