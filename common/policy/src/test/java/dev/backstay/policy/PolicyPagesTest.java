package dev.backstay.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PolicyPagesTest {
  private static final String REGENERATE =
      "Regenerate it: ./mvnw -Dquick -pl common/policy -am test -Dtest=PolicyPagesTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dbackstay.regenerate";

  @Test
  void referencePageMatchesTheDeclaredKeys() throws IOException {
    check("docs/policy.md", PolicyPages.reference());
  }

  @Test
  void jsonSchemaMatchesTheDeclaredKeys() throws IOException {
    check("docs/policy.schema.json", PolicyPages.schema());
  }

  private static void check(String name, String generated) throws IOException {
    Path page = Path.of(System.getProperty("backstay.root", "../..")).resolve(name);
    if (System.getProperty("backstay.regenerate") != null) {
      Files.writeString(page, generated);
    }
    assertThat(page)
        .as("%s is generated from the declared keys. %s", name, REGENERATE)
        .hasContent(generated);
  }
}
