package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.engine.postgres.logical.DatabaseForm.Grant;
import dev.backstay.engine.postgres.logical.DumpedDatabase.Extension;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what {@link DumpRecordJson} writes. */
final class DumpRecordReader {
  private DumpRecordReader() {}

  static DumpRecord decode(byte[] bytes) {
    try {
      JsonTree json = JsonTree.read(bytes);
      if (json.number("format") != DumpRecordJson.FORMAT
          || !json.text("kind").equals(DumpRecordJson.KIND)) {
        throw new BackstayException(
            ErrorCode.VERSION_UNSUPPORTED,
            "backstay.json is of kind '%s' and format %s, not a %s of format %d; nothing was restored"
                .formatted(
                    json.text("kind"),
                    json.text("format"),
                    DumpRecordJson.KIND,
                    DumpRecordJson.FORMAT));
      }
      List<DumpedDatabase> databases = new ArrayList<>();
      for (JsonTree database : json.trees("databases")) {
        databases.add(database(database));
      }
      return new DumpRecord(
          SystemId.parse(json.text("system")),
          Math.toIntExact(json.number("version")),
          Math.toIntExact(json.number("client")),
          Instant.parse(json.text("started")),
          json.truth("schemaOnly"),
          json.texts("patterns"),
          json.truth("globals"),
          json.truth("rolePasswords"),
          databases);
    } catch (IOException | DateTimeException | ArithmeticException | NumberFormatException e) {
      throw new BackstayException(
          ErrorCode.OBJECT_CORRUPT,
          "backstay.json of the dump cannot be read; nothing was restored: " + e.getMessage(),
          e);
    }
  }

  private static DumpedDatabase database(JsonTree json) throws IOException {
    List<Extension> extensions = new ArrayList<>();
    for (JsonTree each : json.trees("extensions")) {
      extensions.add(new Extension(each.text("name"), each.text("version"), each.text("schema")));
    }
    List<DumpedTable> tables = new ArrayList<>();
    for (JsonTree each : json.trees("tables")) {
      tables.add(
          new DumpedTable(
              each.number("oid"),
              new TableName(each.text("schema"), each.text("name")),
              each.findNumber("rows"),
              each.find("checksum")));
    }
    return new DumpedDatabase(
        json.text("directory"),
        form(json),
        extensions,
        json.texts("roles"),
        tables,
        json.findNumber("largeObjects"));
  }

  /** The provider becomes a word of SQL, so it is one of those that are known. */
  private static Optional<DatabaseForm.Locale> locale(JsonTree json) throws IOException {
    Optional<String> provider = json.find("localeProvider");
    if (provider.isEmpty()) {
      return Optional.empty();
    }
    if (!provider.get().equals("icu") && !provider.get().equals("builtin")) {
      throw new IOException("'" + provider.get() + "' provides no locales");
    }
    return Optional.of(new DatabaseForm.Locale(provider.get(), json.text("locale")));
  }

  private static DatabaseForm form(JsonTree json) throws IOException {
    Optional<List<Grant>> grants = Optional.empty();
    if (json.has("grants")) {
      List<Grant> all = new ArrayList<>();
      for (JsonTree each : json.trees("grants")) {
        all.add(new Grant(each.text("grantee"), each.text("privilege"), each.truth("grantable")));
      }
      grants = Optional.of(all);
    }
    return new DatabaseForm(
        json.text("name"),
        json.text("owner"),
        json.text("encoding"),
        json.text("collate"),
        json.text("ctype"),
        locale(json),
        Math.toIntExact(json.number("connectionLimit")),
        json.texts("settings"),
        grants);
  }
}
