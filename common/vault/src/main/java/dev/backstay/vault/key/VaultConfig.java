package dev.backstay.vault.key;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.backstay.vault.BlobId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;

/**
 * What the {@code config} file says once and for ever.
 *
 * @param version of the repository format; Backstay reads and writes 2
 * @param id of the vault, random
 * @param polynomial of restic's chunker, in hexadecimal; Backstay cuts otherwise but stock restic
 *     demands one
 */
public record VaultConfig(int version, BlobId id, String polynomial) {
  /** The only version Backstay reads and writes. */
  public static final int SUPPORTED_VERSION = 2;

  private static final JsonFactory JSON = new JsonFactory();

  /** A new vault's config. */
  public static VaultConfig generate(SecureRandom random) {
    byte[] id = new byte[BlobId.LENGTH];
    random.nextBytes(id);
    return new VaultConfig(
        SUPPORTED_VERSION,
        BlobId.read(id, 0),
        Long.toHexString(ChunkerPolynomial.generate(random)));
  }

  public byte[] encode() {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("version", version);
      json.writeStringField("id", id.hex());
      json.writeStringField("chunker_polynomial", polynomial);
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  public static VaultConfig decode(byte[] bytes) throws IOException {
    int version = 0;
    BlobId id = null;
    String polynomial = "";
    try (JsonParser json = JSON.createParser(bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("the config is not a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "version" -> version = json.getIntValue();
          case "id" -> id = BlobId.parse(json.getText());
          case "chunker_polynomial" -> polynomial = json.getText();
          default -> json.skipChildren();
        }
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    if (id == null) {
      throw new IOException("the config names no id");
    }
    return new VaultConfig(version, id, polynomial);
  }
}
