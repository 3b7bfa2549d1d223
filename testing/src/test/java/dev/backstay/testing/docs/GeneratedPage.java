package dev.backstay.testing.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page written from the code and checked in, so that it is read without a build and can never be
 * out of date.
 *
 * @param path below the root of the checkout
 * @param text what the page must hold
 * @param test the simple name of the test that checks it
 */
record GeneratedPage(String path, String text, String test) {
  /** Compares, or writes the page when {@code -Dbackstay.regenerate=true} is given. */
  void checkOrRegenerate() throws IOException {
    Path file = Checkout.root().resolve(path);
    if (Boolean.getBoolean("backstay.regenerate")) {
      Files.writeString(file, text);
    }
    assertThat(file)
        .as(
            "%s is written from the code; write it anew with: ./mvnw -pl testing -am test"
                + " -Dtest=%s -Dsurefire.failIfNoSpecifiedTests=false -Dbackstay.regenerate=true",
            path, test)
        .content()
        .isEqualTo(text);
  }
}
