package dev.backstay.engine.postgres;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * Where a server is and as whom it is entered, in libpq's form.
 *
 * <pre>
 *   postgresql://user:password@host:port,host:port/database?sslmode=verify-full&amp;…
 * </pre>
 *
 * Several hosts are tried in order: a primary and its standbys. Parameters are those of libpq that
 * have a meaning here; any other is refused by name. Never prints the password.
 */
public final class PostgresAddress {
  private static final int DEFAULT_PORT = 5432;
  private static final String DEFAULT_DATABASE = "postgres";

  /** libpq's parameters and what the driver calls them. */
  private static final Map<String, String> PARAMETERS =
      Map.of(
          "sslmode", "sslmode",
          "sslrootcert", "sslrootcert",
          "sslcert", "sslcert",
          "sslkey", "sslkey",
          "sslpassword", "sslpassword",
          "connect_timeout", "connectTimeout",
          "target_session_attrs", "targetServerType",
          "channel_binding", "channelBinding",
          "application_name", "ApplicationName");

  private static final Map<String, String> TARGETS =
      Map.of(
          "any", "any",
          "read-write", "primary",
          "primary", "primary",
          "read-only", "secondary",
          "standby", "secondary",
          "prefer-standby", "preferSecondary");

  /** One server. */
  public record Host(String name, int port) {
    @Override
    public String toString() {
      return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
    }
  }

  private final List<Host> hosts;
  private final String user;
  private final Optional<Secret> password;
  private final String database;
  private final Map<String, String> parameters;

  private PostgresAddress(Parts parts, List<Host> hosts, Map<String, String> parameters) {
    this.hosts = List.copyOf(hosts);
    this.user = parts.user;
    this.password = parts.password;
    this.database = parts.database;
    this.parameters = Map.copyOf(parameters);
  }

  private record Parts(String user, Optional<Secret> password, String database) {}

  /** Reads a URL; one that cannot be read is {@code USAGE} and never quoted. */
  public static PostgresAddress parse(Secret url) {
    String text = url.text().strip();
    String rest;
    if (text.startsWith("postgresql://")) {
      rest = text.substring("postgresql://".length());
    } else if (text.startsWith("postgres://")) {
      rest = text.substring("postgres://".length());
    } else {
      throw unreadable("it does not start with postgresql://");
    }
    int question = rest.indexOf('?');
    String query = question < 0 ? "" : rest.substring(question + 1);
    rest = question < 0 ? rest : rest.substring(0, question);
    int slash = rest.indexOf('/', rest.lastIndexOf('@') + 1);
    String database = slash < 0 ? "" : decoded(rest.substring(slash + 1));
    rest = slash < 0 ? rest : rest.substring(0, slash);
    int at = rest.lastIndexOf('@');
    if (at <= 0) {
      throw unreadable("it names no user");
    }
    String login = rest.substring(0, at);
    int colon = login.indexOf(':');
    Parts parts =
        new Parts(
            decoded(colon < 0 ? login : login.substring(0, colon)),
            colon < 0
                ? Optional.empty()
                : Optional.of(Secret.of(decoded(login.substring(colon + 1)))),
            database.isEmpty() ? DEFAULT_DATABASE : database);
    return new PostgresAddress(parts, hosts(rest.substring(at + 1)), parameters(query));
  }

  public List<Host> hosts() {
    return hosts;
  }

  public String user() {
    return user;
  }

  public String database() {
    return database;
  }

  public Optional<Secret> password() {
    return password;
  }

  /** The same cluster, another database of it. */
  public PostgresAddress withDatabase(String other) {
    return new PostgresAddress(new Parts(user, password, other), hosts, parameters);
  }

  /** The same cluster, one of its servers alone. */
  public PostgresAddress withHost(Host host) {
    return new PostgresAddress(new Parts(user, password, database), List.of(host), parameters);
  }

  /** The driver's URL, without user and password. */
  public String jdbcUrl() {
    return "jdbc:postgresql://" + joinedHosts() + "/" + encoded(database);
  }

  /** What the driver must know beside its URL; holds the password, so never to be printed. */
  public Properties properties() {
    Properties properties = new Properties();
    parameters.forEach(properties::setProperty);
    properties.setProperty("user", user);
    password.ifPresent(secret -> properties.setProperty("password", secret.text()));
    return properties;
  }

  /** Without password and parameters. */
  @Override
  public String toString() {
    return "postgresql://" + user + "@" + joinedHosts() + "/" + database;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PostgresAddress address
        && hosts.equals(address.hosts)
        && user.equals(address.user)
        && password.equals(address.password)
        && database.equals(address.database)
        && parameters.equals(address.parameters);
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  private String joinedHosts() {
    return hosts.stream().map(Host::toString).collect(Collectors.joining(","));
  }

  private static List<Host> hosts(String text) {
    List<Host> hosts = new ArrayList<>();
    for (String each : text.split(",", -1)) {
      String host = decoded(each);
      if (host.startsWith("/")) {
        throw unreadable("it names a socket's directory; only hosts are reached");
      }
      int bracket = host.indexOf(']');
      int colon = host.indexOf(':', Math.max(bracket, 0));
      String name = colon < 0 ? host : host.substring(0, colon);
      name =
          name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
      if (name.isEmpty()) {
        throw unreadable("it names no host");
      }
      hosts.add(new Host(name, colon < 0 ? DEFAULT_PORT : port(host.substring(colon + 1))));
    }
    return hosts;
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port > 0 && port < 1 << 16) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw unreadable("'" + text + "' is no port");
    }
    throw unreadable("'" + text + "' is no port");
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String each : query.split("&", -1)) {
      if (each.isEmpty()) {
        continue;
      }
      int equal = each.indexOf('=');
      String name = decoded(equal < 0 ? each : each.substring(0, equal));
      String value = equal < 0 ? "" : decoded(each.substring(equal + 1));
      String known = PARAMETERS.get(name);
      if (known == null) {
        throw unreadable(
            "the parameter '"
                + name
                + "' is not one of "
                + PARAMETERS.keySet().stream().sorted().toList());
      }
      parameters.put(known, known.equals("targetServerType") ? target(value) : value);
    }
    return parameters;
  }

  private static String target(String value) {
    String target = TARGETS.get(value);
    if (target == null) {
      throw unreadable(
          "target_session_attrs is not one of " + TARGETS.keySet().stream().sorted().toList());
    }
    return target;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw unreadable("it has a percent sign that is not followed by two digits");
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static BackstayException unreadable(String why) {
    return new BackstayException(
        ErrorCode.USAGE, "the URL of the PostgreSQL server cannot be read: " + why);
  }
}
