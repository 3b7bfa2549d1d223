package dev.backstay.vault.prune;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The packs that prunes have marked for deletion, and when. Writers treat what lies in them as
 * absent.
 *
 * <pre>
 * backstay/marks/id = unpacked file of {"time":"…","packs":["id",…]}
 * </pre>
 *
 * @param since when each pack was marked first
 * @param files the mark files that say so
 */
public record Marks(Map<BlobId, Instant> since, List<BlobId> files) {
  private static final JsonFactory JSON = new JsonFactory();

  public Marks {
    since = Map.copyOf(since);
    files = List.copyOf(files);
  }

  /** The marked packs. */
  public Set<BlobId> packs() {
    return since.keySet();
  }

  /** Reads every mark file. */
  public static Marks load(VaultObjects objects) {
    Map<BlobId, Instant> since = new HashMap<>();
    List<BlobId> files = new ArrayList<>();
    for (VaultObjects.Listed listed : objects.list(ObjectKind.MARK)) {
      files.add(listed.id());
      try {
        Mark mark = decode(objects.read(ObjectKind.MARK, listed.id()));
        mark.packs()
            .forEach(pack -> since.merge(pack, mark.time(), (a, b) -> a.isBefore(b) ? a : b));
      } catch (IOException e) {
        throw objects.damaged(ObjectKind.MARK, listed.id(), e.getMessage(), e);
      }
    }
    return new Marks(since, files);
  }

  /** One mark file's content. */
  private record Mark(Instant time, Set<BlobId> packs) {}

  /** The packs that one mark file names; none where it is gone, for then it marks nothing. */
  public static Set<BlobId> of(Vault vault, BlobId file) {
    VaultObjects objects = vault.objects();
    try {
      return decode(objects.read(ObjectKind.MARK, file)).packs();
    } catch (BackstayException e) {
      if (e.code() != ErrorCode.OBJECT_MISSING) {
        throw e;
      }
      return Set.of();
    } catch (IOException e) {
      throw objects.damaged(ObjectKind.MARK, file, e.getMessage(), e);
    }
  }

  /** Marks packs in a vault as of now; the id of the mark file. */
  public static BlobId write(Vault vault, Collection<BlobId> packs) {
    return write(vault.objects(), vault.options().clock().instant(), packs);
  }

  /** Removes the mark files that the caller, who holds the exclusive lock, does not keep. */
  public static void retain(Vault vault, Set<BlobId> files) {
    VaultObjects objects = vault.objects();
    for (VaultObjects.Listed listed : objects.list(ObjectKind.MARK)) {
      if (!files.contains(listed.id())) {
        objects.delete(ObjectKind.MARK, listed.id());
      }
    }
  }

  /** Writes a mark file; its id. */
  static BlobId write(VaultObjects objects, Instant time, Collection<BlobId> packs) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("time", time.toString());
      json.writeArrayFieldStart("packs");
      for (BlobId pack : packs) {
        json.writeString(pack.hex());
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    return objects.write(ObjectKind.MARK, bytes.toByteArray());
  }

  private static Mark decode(byte[] bytes) throws IOException {
    Instant time = Instant.EPOCH;
    Set<BlobId> packs = new HashSet<>();
    try (JsonParser json = JSON.createParser(bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        if (field.equals("time")) {
          time = Instant.parse(json.getText());
        } else if (field.equals("packs") && value == JsonToken.START_ARRAY) {
          while (json.nextToken() != JsonToken.END_ARRAY) {
            packs.add(BlobId.parse(json.getText()));
          }
        } else {
          json.skipChildren();
        }
      }
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException(e.getMessage(), e);
    }
    return new Mark(time, packs);
  }
}
