package dev.backstay.catalog.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrowserRulesTest {
  private static final BrowserRules LOOPBACK = new BrowserRules(Set.of("Vault.Example"), true);
  private static final BrowserRules OPEN = new BrowserRules(Set.of(), false);

  @ParameterizedTest
  @CsvSource({
    "localhost,true",
    "LOCALHOST,true",
    "127.0.0.1,true",
    "[::1],true",
    "vault.example,true",
    "attacker.example,false",
    "localhost.attacker.example,false",
    "127.0.0.1.attacker.example,false",
    "10.0.0.7,false",
    "'',false"
  })
  void aNameThatIsNotOursIsRefused(String host, boolean allowed) {
    assertThat(LOOPBACK.refusal(of(host, "", "")).isEmpty()).isEqualTo(allowed);
  }

  @Test
  void addressesOfAnOpenServerAreItsOwn() {
    assertThat(OPEN.refusal(of("10.0.0.7", "", ""))).isEmpty();
    assertThat(OPEN.refusal(of("[2001:db8::7]", "", ""))).isEmpty();
    assertThat(OPEN.refusal(of("attacker.example", "", ""))).isPresent();
    assertThat(
            OPEN.refusal(new BrowserRules.Request(Optional.empty(), -1, "/api/v1/status", "", "")))
        .isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8480,true",
    "http://LOCALHOST:8480,true",
    "http://localhost:9999,false",
    "http://localhost,false",
    "http://attacker.example:8480,false",
    "null,false",
    "file://,false",
    "http://localhost:8480@attacker.example,false",
    "not an origin,false"
  })
  void pagesOfAnotherOriginAreRefused(String origin, boolean allowed) {
    assertThat(LOOPBACK.refusal(of("localhost", origin, "")).isEmpty()).isEqualTo(allowed);
  }

  @Test
  void pagesOfAnotherSiteMayLinkButNotCall() {
    assertThat(LOOPBACK.refusal(of("localhost", "", "cross-site"))).isPresent();
    assertThat(LOOPBACK.refusal(of("localhost", "", "same-site"))).isPresent();
    assertThat(LOOPBACK.refusal(of("localhost", "", "same-origin"))).isEmpty();
    assertThat(
            LOOPBACK.refusal(
                new BrowserRules.Request(Optional.of("localhost"), 8480, "/", "", "cross-site")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "true,127.0.0.1,false,true",
    "true,::1,false,true",
    "true,127.9.9.9,false,true",
    "true,10.0.0.7,false,false",
    "true,127.0.0.1,true,false",
    "false,127.0.0.1,false,false",
    "true,localhost.attacker.example,false,false"
  })
  void onlyWhoIsLocalNeedsNoToken(
      boolean loopbackOnly, String peer, boolean forwarded, boolean local) {
    assertThat(new LocalRule(loopbackOnly).caller(peer, forwarded).isPresent()).isEqualTo(local);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,true",
    "localhost,true",
    "::1,true",
    "0.0.0.0,false",
    "::,false",
    "backup-host,false",
    "192.168.1.5,false"
  })
  void aServerIsClosedWhenItListensOnTheLoopbackAlone(String host, boolean closed) {
    assertThat(BrowserRules.isLoopback(host)).isEqualTo(closed);
  }

  private static BrowserRules.Request of(String host, String origin, String fetchSite) {
    return new BrowserRules.Request(
        Optional.of(host).filter(name -> !name.isEmpty()),
        8480,
        "/api/v1/status",
        origin,
        fetchSite);
  }
}
