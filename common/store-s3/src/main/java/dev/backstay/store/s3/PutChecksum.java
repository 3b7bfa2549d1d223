package dev.backstay.store.s3;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.Payload;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * The checksum of one payload: sent with its put for the server to verify, and compared with what
 * the server then says it stored.
 */
final class PutChecksum {
  /** What the ETag of an object put whole is, unless a managed key encrypts it: its MD5. */
  private static final Pattern MD5_TAG = Pattern.compile("\"?([0-9a-f]{32})\"?");

  private final S3Checksum kind;
  private final Payload payload;
  private final String value;

  private PutChecksum(S3Checksum kind, Payload payload, String value) {
    this.kind = kind;
    this.payload = payload;
    this.value = value;
  }

  static PutChecksum of(S3Checksum kind, Payload payload) {
    byte[] bytes =
        switch (kind) {
          case SHA256 -> digest("SHA-256", payload);
          case CRC32C -> crc32c(payload);
          case CONTENT_MD5 -> digest("MD5", payload);
        };
    return new PutChecksum(kind, payload, Base64.getEncoder().encodeToString(bytes));
  }

  void addTo(PutObjectRequest.Builder request) {
    switch (kind) {
      case SHA256 -> request.checksumSHA256(value);
      case CRC32C -> request.checksumCRC32C(value);
      case CONTENT_MD5 -> request.contentMD5(value);
    }
  }

  /**
   * Fails with {@code OBJECT_CORRUPT} when the server stored other bytes than it was sent. A server
   * that knows the checksum repeats it. From one that passed over it the ETag is compared.
   */
  void verify(String call, PutObjectResponse answer, boolean managedKey) {
    Optional<String> repeated =
        switch (kind) {
          case SHA256 -> Optional.ofNullable(answer.checksumSHA256());
          case CRC32C -> Optional.ofNullable(answer.checksumCRC32C());
          case CONTENT_MD5 -> Optional.empty();
        };
    boolean same =
        repeated
            .map(value::equals)
            .orElseGet(() -> managedKey(answer, managedKey) || tagFits(answer));
    if (!same) {
      throw new BackstayException(
          ErrorCode.OBJECT_CORRUPT,
          call + " was acknowledged, but the server's checksum is of other bytes");
    }
  }

  private static boolean managedKey(PutObjectResponse answer, boolean askedFor) {
    ServerSideEncryption used = answer.serverSideEncryption();
    return askedFor
        || used == ServerSideEncryption.AWS_KMS
        || used == ServerSideEncryption.AWS_KMS_DSSE;
  }

  private boolean tagFits(PutObjectResponse answer) {
    var tag = MD5_TAG.matcher(answer.eTag() == null ? "" : answer.eTag());
    return !tag.matches() || tag.group(1).equals(HexFormat.of().formatHex(digest("MD5", payload)));
  }

  private static byte[] crc32c(Payload payload) {
    CRC32C checksum = new CRC32C();
    payload.pieces().forEach(checksum::update);
    return ByteBuffer.allocate(Integer.BYTES).putInt((int) checksum.getValue()).array();
  }

  private static byte[] digest(String algorithm, Payload payload) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      payload.pieces().forEach(digest::update);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }
}
