package dev.backstay.contract.files;

import java.util.Base64;
import java.util.Objects;

/**
 * One extended attribute: its whole name (such as {@code user.origin}) and its value, in base64.
 */
public record ExtendedAttribute(String name, String base64Value) {
  public ExtendedAttribute {
    Objects.requireNonNull(name);
    Objects.requireNonNull(base64Value);
  }

  public static ExtendedAttribute of(String name, byte[] value) {
    return new ExtendedAttribute(name, Base64.getEncoder().encodeToString(value));
  }

  public byte[] value() {
    return Base64.getDecoder().decode(base64Value);
  }
}
