package dev.backstay.vault.key;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.backstay.contract.Secret;
import dev.backstay.vault.crypt.Envelope;
import dev.backstay.vault.crypt.KeyDerivation;
import dev.backstay.vault.crypt.MasterKey;
import dev.backstay.vault.crypt.SealException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A file of {@code keys/}: the master key, wrapped by a password.
 *
 * <pre>
 * {"created":"…","username":"…","hostname":"…","kdf":"scrypt","N":32768,"r":8,"p":1,"salt":"base64","data":"base64"}
 * data = sealed({"mac":{"k":"base64","r":"base64"},"encrypt":"base64"}) under the key that scrypt derives
 * </pre>
 *
 * @param data the wrapped master key, in base64
 */
public record KeyFile(
    String created, String username, String hostname, KeyDerivation derivation, String data) {
  private static final JsonFactory JSON = new JsonFactory();

  /** Wraps a master key. */
  public static KeyFile wrap(
      MasterKey key, Secret password, KeyOrigin origin, SecureRandom random) {
    KeyDerivation derivation = KeyDerivation.generate(random);
    byte[] sealed = new Envelope(derivation.derive(password), random).seal(encode(key));
    return new KeyFile(
        origin.created().toString(),
        origin.username(),
        origin.hostname(),
        derivation,
        Base64.getEncoder().encodeToString(sealed));
  }

  /** Who made a key file, when and where. */
  public record KeyOrigin(Instant created, String username, String hostname) {}

  /** The master key, or empty when the password is not the one that wrapped it. */
  public Optional<MasterKey> unwrap(Secret password, SecureRandom random) throws IOException {
    try {
      byte[] plain =
          new Envelope(derivation.derive(password), random).open(Base64.getDecoder().decode(data));
      return Optional.of(decodeMasterKey(plain));
    } catch (SealException e) {
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new IOException("the wrapped key is damaged: " + e.getMessage(), e);
    }
  }

  public byte[] encode() {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("created", created);
      json.writeStringField("username", username);
      json.writeStringField("hostname", hostname);
      json.writeStringField("kdf", "scrypt");
      json.writeNumberField("N", derivation.n());
      json.writeNumberField("r", derivation.r());
      json.writeNumberField("p", derivation.p());
      json.writeStringField("salt", derivation.salt());
      json.writeStringField("data", data);
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  public static KeyFile decode(byte[] bytes) throws IOException {
    Map<String, String> fields = fields(bytes);
    String kdf = fields.getOrDefault("kdf", "");
    if (!kdf.equals("scrypt")) {
      throw new IOException("unknown key derivation '" + kdf + "'");
    }
    try {
      var derivation =
          new KeyDerivation(
              number(fields, "N"),
              number(fields, "r"),
              number(fields, "p"),
              fields.getOrDefault("salt", ""));
      return new KeyFile(
          fields.getOrDefault("created", ""),
          fields.getOrDefault("username", ""),
          fields.getOrDefault("hostname", ""),
          derivation,
          fields.getOrDefault("data", ""));
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static int number(Map<String, String> fields, String name) {
    return Integer.parseInt(fields.getOrDefault(name, "0"));
  }

  private static byte[] encode(MasterKey key) {
    Base64.Encoder base64 = Base64.getEncoder();
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeObjectFieldStart("mac");
      json.writeStringField("k", base64.encodeToString(key.macK()));
      json.writeStringField("r", base64.encodeToString(key.macR()));
      json.writeEndObject();
      json.writeStringField("encrypt", base64.encodeToString(key.encrypt()));
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  private static MasterKey decodeMasterKey(byte[] plain) throws IOException {
    Map<String, String> fields = fields(plain);
    Base64.Decoder base64 = Base64.getDecoder();
    byte[] encrypt = base64.decode(fields.getOrDefault("encrypt", ""));
    byte[] k = base64.decode(fields.getOrDefault("mac.k", ""));
    byte[] r = base64.decode(fields.getOrDefault("mac.r", ""));
    byte[] whole = Arrays.copyOf(encrypt, encrypt.length + k.length + r.length);
    System.arraycopy(k, 0, whole, encrypt.length, k.length);
    System.arraycopy(r, 0, whole, encrypt.length + k.length, r.length);
    return MasterKey.of(whole);
  }

  /** The scalar fields of an object, those of an object within it as {@code outer.inner}. */
  private static Map<String, String> fields(byte[] bytes) throws IOException {
    Map<String, String> fields = new HashMap<>();
    String outer = "";
    try (JsonParser json = JSON.createParser(bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.START_OBJECT) {
          outer = json.currentName() + ".";
        } else if (token == JsonToken.END_OBJECT) {
          outer = "";
        } else if (token.isScalarValue()) {
          fields.put(outer + json.currentName(), json.getText());
        }
      }
    }
    return fields;
  }
}
