package dev.backstay.engine.postgres.logical;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Writes the record of a dump.
 *
 * <pre>
 * {"format":1,"kind":"postgres-logical","system":"…","version":150020,"client":15,
 *  "started":"…","schemaOnly":false,"patterns":["public.*",…],"globals":true,
 *  "rolePasswords":true,
 *  "databases":[{"name":"…","directory":"…","owner":"…","encoding":"UTF8","collate":"C",
 *    "ctype":"C","localeProvider":"icu"?,"locale":"…"?,"connectionLimit":-1,"settings":["name=value",…],
 *    "grants":[{"grantee":"…","privilege":"CONNECT","grantable":false},…]?,
 *    "extensions":[{"name":"…","version":"…","schema":"…"},…],"roles":["…",…],
 *    "largeObjects":0?,
 *    "tables":[{"oid":16384,"schema":"…","name":"…","rows":0?,"checksum":"…"?},…]},…]}
 * </pre>
 *
 * A question mark stands behind what may be missing. Fields are only ever added.
 */
final class DumpRecordJson {
  static final int FORMAT = 1;
  static final String KIND = "postgres-logical";

  private static final JsonFactory JSON = new JsonFactory();

  private DumpRecordJson() {}

  static byte[] encode(DumpRecord dump) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeNumberField("format", FORMAT);
      json.writeStringField("kind", KIND);
      json.writeStringField("system", dump.system().toString());
      json.writeNumberField("version", dump.version());
      json.writeNumberField("client", dump.clientMajor());
      json.writeStringField("started", dump.startedAt().toString());
      json.writeBooleanField("schemaOnly", dump.schemaOnly());
      texts(json, "patterns", dump.patterns());
      json.writeBooleanField("globals", dump.globals());
      json.writeBooleanField("rolePasswords", dump.rolePasswords());
      json.writeArrayFieldStart("databases");
      for (DumpedDatabase database : dump.databases()) {
        write(json, database);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, DumpedDatabase database) throws IOException {
    json.writeStartObject();
    form(json, database.form());
    json.writeStringField("directory", database.directory());
    json.writeArrayFieldStart("extensions");
    for (DumpedDatabase.Extension extension : database.extensions()) {
      json.writeStartObject();
      json.writeStringField("name", extension.name());
      json.writeStringField("version", extension.version());
      json.writeStringField("schema", extension.schema());
      json.writeEndObject();
    }
    json.writeEndArray();
    texts(json, "roles", database.roles());
    if (database.largeObjects().isPresent()) {
      json.writeNumberField("largeObjects", database.largeObjects().getAsLong());
    }
    json.writeArrayFieldStart("tables");
    for (DumpedTable table : database.tables()) {
      json.writeStartObject();
      json.writeNumberField("oid", table.oid());
      json.writeStringField("schema", table.name().schema());
      json.writeStringField("name", table.name().name());
      if (table.rows().isPresent()) {
        json.writeNumberField("rows", table.rows().getAsLong());
      }
      if (table.checksum().isPresent()) {
        json.writeStringField("checksum", table.checksum().get());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void form(JsonGenerator json, DatabaseForm form) throws IOException {
    json.writeStringField("name", form.name());
    json.writeStringField("owner", form.owner());
    json.writeStringField("encoding", form.encoding());
    json.writeStringField("collate", form.collate());
    json.writeStringField("ctype", form.ctype());
    if (form.locale().isPresent()) {
      json.writeStringField("localeProvider", form.locale().get().provider());
      json.writeStringField("locale", form.locale().get().name());
    }
    json.writeNumberField("connectionLimit", form.connectionLimit());
    texts(json, "settings", form.settings());
    if (form.grants().isPresent()) {
      json.writeArrayFieldStart("grants");
      for (DatabaseForm.Grant grant : form.grants().get()) {
        json.writeStartObject();
        json.writeStringField("grantee", grant.grantee());
        json.writeStringField("privilege", grant.privilege());
        json.writeBooleanField("grantable", grant.grantable());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
  }

  private static void texts(JsonGenerator json, String name, Iterable<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}
