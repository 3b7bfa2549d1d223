package dev.backstay.pipeline.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The first line of a frame, one JSON object.
 *
 * <pre>
 * {"v":1,"serverTime":instant,"completeUntil":instant,"receivedAt":instant,"since":instant,
 *  "segmentBytes":16777216}
 * </pre>
 *
 * @param time by the server's clock; in frames from before it was told apart, the log counts as
 *     complete up to when its newest byte was sent
 * @param receivedAt by the receiver's clock, when the newest byte came
 * @param since by the receiver's clock, when the oldest byte came
 * @param segmentBytes how long the cluster's segment files are
 */
public record FrameHeader(LogTime time, Instant receivedAt, Instant since, int segmentBytes) {
  /** A reader refuses another. */
  private static final int VERSION = 1;

  private static final JsonFactory JSON = new JsonFactory();

  public FrameHeader {
    if (Integer.bitCount(segmentBytes) != 1 || segmentBytes < 1 << 20) {
      throw new IllegalArgumentException(
          "segments are a power of two from 1 MiB, not " + segmentBytes + " bytes");
    }
  }

  /** The line, without its end. */
  byte[] encode() {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("v", VERSION);
      json.writeStringField("serverTime", time.until().toString());
      json.writeStringField("completeUntil", time.complete().toString());
      json.writeStringField("receivedAt", receivedAt.toString());
      json.writeStringField("since", since.toString());
      json.writeNumberField("segmentBytes", segmentBytes);
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  /** Reads a line; unknown fields are skipped. */
  static FrameHeader decode(byte[] bytes, int length) throws IOException {
    int version = 0;
    int segmentBytes = 0;
    @Nullable Instant serverTime = null;
    @Nullable Instant completeUntil = null;
    @Nullable Instant receivedAt = null;
    @Nullable Instant since = null;
    try (JsonParser json = JSON.createParser(bytes, 0, length)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "v" -> version = json.getIntValue();
          case "serverTime" -> serverTime = Instant.parse(json.getText());
          case "completeUntil" -> completeUntil = Instant.parse(json.getText());
          case "receivedAt" -> receivedAt = Instant.parse(json.getText());
          case "since" -> since = Instant.parse(json.getText());
          case "segmentBytes" -> segmentBytes = json.getIntValue();
          default -> json.skipChildren();
        }
      }
      if (version != VERSION) {
        throw new IOException("a frame of version " + version + ", not " + VERSION);
      }
      if (serverTime == null || receivedAt == null || since == null) {
        throw new IOException("a frame without its times");
      }
      var time = new LogTime(serverTime, completeUntil == null ? serverTime : completeUntil);
      return new FrameHeader(time, receivedAt, since, segmentBytes);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
