package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.logical.DatabaseForm.Grant;
import dev.backstay.engine.postgres.logical.DatabaseLink.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads how databases were created, and creates them likewise. */
final class DatabaseForms {
  private static final int FIRST_WITH_ICU = 15;
  private static final int FIRST_WITH_BUILTIN = 17;

  private DatabaseForms() {}

  /** The databases of a cluster that take connections, in the order of their names. */
  static List<String> names(DatabaseLink link) {
    return link
        .rows(
            "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate"
                + " ORDER BY datname")
        .stream()
        .map(row -> row.text(1))
        .toList();
  }

  /** How the database was created to which the link leads. */
  static DatabaseForm of(DatabaseLink link) {
    Row row =
        link.rows(
                """
                SELECT d.datname, r.rolname, pg_encoding_to_char(d.encoding), d.datcollate,
                  d.datctype, %s, d.datconnlimit, d.datacl IS NOT NULL, %s
                FROM pg_database d LEFT JOIN pg_roles r ON r.oid = d.datdba
                WHERE d.datname = current_database()\
                """
                    .formatted(provider(link.major()), locale(link.major())))
            .getFirst();
    return new DatabaseForm(
        row.text(1),
        row.text(2),
        row.text(3),
        row.text(4),
        row.text(5),
        row.find(6).map(provider -> new DatabaseForm.Locale(provider, row.text(9))),
        Math.toIntExact(row.number(7)),
        settings(link),
        row.truth(8) ? Optional.of(grants(link)) : Optional.empty());
  }

  private static String provider(int major) {
    return major < FIRST_WITH_ICU
        ? "NULL"
        : "CASE d.datlocprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' END";
  }

  private static String locale(int major) {
    if (major >= FIRST_WITH_BUILTIN) {
      return "d.datlocale";
    }
    return major >= FIRST_WITH_ICU ? "d.daticulocale" : "NULL";
  }

  private static List<String> settings(DatabaseLink link) {
    return link
        .rows(
            """
            SELECT unnest(setconfig) FROM pg_db_role_setting s
            JOIN pg_database d ON d.oid = s.setdatabase
            WHERE s.setrole = 0 AND d.datname = current_database()\
            """)
        .stream()
        .map(row -> row.text(1))
        .toList();
  }

  private static List<Grant> grants(DatabaseLink link) {
    return link
        .rows(
            """
            SELECT coalesce(r.rolname, ''), a.privilege_type, a.is_grantable
            FROM pg_database d CROSS JOIN aclexplode(d.datacl) a
            LEFT JOIN pg_roles r ON r.oid = a.grantee
            WHERE d.datname = current_database()\
            """)
        .stream()
        .map(row -> new Grant(row.text(1), row.text(2), row.truth(3)))
        .toList();
  }

  /** The statements that create a database of this form under a name; each stands alone. */
  static List<String> creation(DatabaseForm form, String name, boolean withOwner) {
    String database = TableName.quoted(name);
    StringBuilder create =
        new StringBuilder("CREATE DATABASE ")
            .append(database)
            .append(" TEMPLATE template0 ENCODING ")
            .append(literal(form.encoding()));
    form.locale()
        .ifPresent(locale ->
            create
                .append(" LOCALE_PROVIDER ")
                .append(locale.provider())
                .append(locale.provider().equals("icu") ? " ICU_LOCALE " : " BUILTIN_LOCALE ")
                .append(literal(locale.name())));
    create
        .append(" LC_COLLATE ")
        .append(literal(form.collate()))
        .append(" LC_CTYPE ")
        .append(literal(form.ctype()))
        .append(" CONNECTION LIMIT ")
        .append(form.connectionLimit());
    List<String> statements = new ArrayList<>(List.of(create.toString()));
    if (withOwner && !form.owner().isEmpty()) {
      statements.add(
          "ALTER DATABASE %s OWNER TO %s".formatted(database, TableName.quoted(form.owner())));
    }
    return statements;
  }

  /** The statements that give it its settings and privileges, to be run while connected to it. */
  static List<String> properties(DatabaseForm form, String name, boolean withPrivileges) {
    String database = TableName.quoted(name);
    List<String> statements = new ArrayList<>();
    for (String setting : form.settings()) {
      int equals = setting.indexOf('=');
      if (equals < 1 || !setting.substring(0, equals).matches("[A-Za-z_][A-Za-z0-9_.$]*")) {
        throw new BackstayException(
            ErrorCode.OBJECT_CORRUPT, "the dump holds a setting without a name: " + setting);
      }
      // A list such as search_path is kept as it is only this way.
      String parameter = setting.substring(0, equals);
      statements.add(
          "SELECT set_config(%s, %s, false)"
              .formatted(literal(parameter), literal(setting.substring(equals + 1))));
      statements.add("ALTER DATABASE %s SET %s FROM CURRENT".formatted(database, parameter));
    }
    if (withPrivileges && form.grants().isPresent()) {
      statements.add("REVOKE ALL ON DATABASE %s FROM PUBLIC".formatted(database));
      for (Grant grant : form.grants().orElseThrow()) {
        statements.add(
            "GRANT %s ON DATABASE %s TO %s%s"
                .formatted(
                    grant.privilege(),
                    database,
                    grant.grantee().isEmpty() ? "PUBLIC" : TableName.quoted(grant.grantee()),
                    grant.grantable() ? " WITH GRANT OPTION" : ""));
      }
    }
    return statements;
  }

  /** A text for SQL, whatever is in it and however the server reads backslashes. */
  static String literal(String text) {
    String quoted = "'" + text.replace("'", "''").replace("\\", "\\\\") + "'";
    return text.contains("\\") ? " E" + quoted : quoted;
  }
}
