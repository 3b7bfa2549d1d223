package dev.backstay.catalog.app.access;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** Somebody showed a token. */
final class TokenShown extends BaseAuthenticationRequest {
  private final String text;

  TokenShown(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
