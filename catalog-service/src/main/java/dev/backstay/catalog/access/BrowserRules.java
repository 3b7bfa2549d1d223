package dev.backstay.catalog.access;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a browser may be made to do by a page from elsewhere: nothing. A name that an attacker lets
 * point here is refused by the Host header (DNS rebinding), a page of another origin by what
 * browsers say of it. Programs send no such headers and are not affected.
 */
public final class BrowserRules {
  private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "::1");

  /** Addresses cannot be made to point elsewhere. */
  private static final Pattern ADDRESS =
      Pattern.compile("(\\d{1,3}\\.){3}\\d{1,3}|[0-9a-f:.]*:[0-9a-f:.]*");

  private final Set<String> names;
  private final boolean loopbackOnly;

  /**
   * Rules for a server.
   *
   * @param names by which it is called, beside those of the loopback
   * @param loopbackOnly whether it listens on the loopback alone
   */
  public BrowserRules(Set<String> names, boolean loopbackOnly) {
    this.names =
        names.stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    this.loopbackOnly = loopbackOnly;
  }

  /**
   * What a request says of itself.
   *
   * @param host of the Host header, without the port
   * @param port of the Host header; -1 for none
   * @param origin header, empty for none
   * @param fetchSite header {@code Sec-Fetch-Site}, empty for none
   */
  public record Request(
      Optional<String> host, int port, String path, String origin, String fetchSite) {}

  /** Why a request is refused; empty when it is not. */
  public Optional<String> refusal(Request request) {
    Optional<String> host = request.host().map(BrowserRules::plain);
    if (host.isEmpty() || !isOurs(host.get())) {
      return Optional.of(
          "the Host header names no address of this server; names are allowed by"
              + " 'backstay.api.hosts'");
    }
    if (!request.origin().isEmpty() && !isSame(request, host.get())) {
      return Optional.of("requests from pages of another origin are refused");
    }
    boolean foreign =
        request.fetchSite().equals("cross-site") || request.fetchSite().equals("same-site");
    return foreign && request.path().startsWith("/api/")
        ? Optional.of("requests from pages of another site are refused")
        : Optional.empty();
  }

  private boolean isOurs(String host) {
    return LOOPBACK_NAMES.contains(host)
        || names.contains(host)
        || (!loopbackOnly && ADDRESS.matcher(host).matches());
  }

  private static boolean isSame(Request request, String host) {
    try {
      URI origin = new URI(request.origin());
      return origin.getHost() != null
          && plain(origin.getHost()).equals(host)
          && port(origin) == (request.port() < 0 ? port(origin, -1) : request.port());
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static int port(URI origin) {
    return port(origin, origin.getPort());
  }

  private static int port(URI origin, int given) {
    return given >= 0 ? given : "https".equalsIgnoreCase(origin.getScheme()) ? 443 : 80;
  }

  private static String plain(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
  }

  /** Whether a server that is told to listen there can be reached from this machine alone. */
  public static boolean isLoopback(String listensOn) {
    String host = plain(listensOn);
    return LOOPBACK_NAMES.contains(host) || isLoopbackAddress(host);
  }

  /** Whether an address, written as numbers, is of the loopback. No name is ever looked up. */
  public static boolean isLoopbackAddress(String address) {
    String host = plain(address);
    if (!ADDRESS.matcher(host).matches()) {
      return false;
    }
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
