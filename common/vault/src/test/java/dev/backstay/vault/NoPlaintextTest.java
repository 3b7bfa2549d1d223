package dev.backstay.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever reads a vault's objects, or this machine's cache of them, learns nothing of the source.
 */
class NoPlaintextTest {
  private static final String NAME = "balance-sheet-of-the-year";
  private static final String TEXT = "the merger will be announced on the ninth of March; ";

  @TempDir Path cache;

  @Test
  void noObjectAndNoCachedFileShowsWhatWasBackedUp() throws IOException {
    // Given: text that is compressed and noise that is not
    byte[] noise = new byte[50_000];
    new Random(1).nextBytes(noise);
    SampleFiles files =
        new SampleFiles()
            .with("secret-folder-name/" + NAME, utf8(TEXT.repeat(300)))
            .with("short", utf8(TEXT))
            .with("noise", noise);
    BlobStore store = VaultFixture.memory();
    Vault vault = VaultFixture.create(store, VaultFixture.options().withCacheDirectory(cache));

    // When: the lock of a reader is among the objects, the index in the cache
    files.requireIn(vault, files.backUp(vault));
    Map<String, byte[]> objects;
    try (VaultReader _ = vault.reader()) {
      objects = objects(store);
      objects.putAll(cachedFiles());
    }

    // Then
    assertThat(objects.keySet().stream().map(name -> name.replaceAll("/.*", "")).distinct())
        .contains("config", "keys", "data", "index", "snapshots", "locks", "cached");
    for (byte[] wanted : wanted(noise)) {
      objects.forEach((name, bytes) ->
          assertThat(contains(bytes, wanted))
              .as("%s in %s", new String(wanted, StandardCharsets.ISO_8859_1), name)
              .isFalse());
    }
  }

  /** Key files alone say who made them where, as restic's do; not so the rest. */
  @Test
  void onlyKeyFilesNameTheHost() {
    BlobStore store = VaultFixture.memory();
    Vault vault = VaultFixture.create(store, VaultFixture.options());
    SampleFiles.seeded(1).backUp(vault);
    try (VaultReader _ = vault.reader()) {
      for (String word : List.of("test-host", "tester", "sample", "folder", "time", "tree")) {
        objects(store)
            .forEach((name, bytes) -> {
              if (!name.startsWith("keys/")) {
                assertThat(contains(bytes, utf8(word))).as("%s in %s", word, name).isFalse();
              }
            });
      }
    }
  }

  private static List<byte[]> wanted(byte[] noise) {
    List<byte[]> wanted = new ArrayList<>();
    for (String text : List.of(NAME, "secret-folder-name", "merger", "the ninth of", "/sample")) {
      wanted.add(utf8(text));
    }
    for (int at = 0; at + 16 <= noise.length; at += 4999) {
      wanted.add(Arrays.copyOfRange(noise, at, at + 16));
    }
    return wanted;
  }

  private static Map<String, byte[]> objects(BlobStore store) {
    Map<String, byte[]> objects = new HashMap<>();
    VaultFixture.names(store, "").forEach(name -> objects.put(name, store.read(BlobName.of(name))));
    return objects;
  }

  private Map<String, byte[]> cachedFiles() throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    try (Stream<Path> paths = Files.walk(cache)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put("cached/" + cache.relativize(path), Files.readAllBytes(path));
      }
    }
    return files;
  }

  private static boolean contains(byte[] bytes, byte[] wanted) {
    String haystack = new String(bytes, StandardCharsets.ISO_8859_1);
    return haystack.contains(new String(wanted, StandardCharsets.ISO_8859_1));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
