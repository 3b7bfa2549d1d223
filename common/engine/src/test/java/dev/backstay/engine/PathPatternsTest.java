package dev.backstay.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternsTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "*.tmp, /srv/a.tmp, true",
        "*.tmp, /srv/a.tmp.gz, false",
        "core, /any/where/core, true",
        "core, /any/score, false",
        "/srv/*/log, /srv/a/log, true",
        "/srv/*/log, /srv/a/b/log, false",
        "/srv/*/log, /mnt/srv/a/log, false",
        "/srv/**/log, /srv/log, true",
        "/srv/**/log, /srv/a/b/log, true",
        "/srv/**, /srv/a/b, true",
        "/srv/**, /srv, false",
        "build/out, /home/me/build/out, true",
        "build/out, /home/me/rebuild/out, false",
        "file?, /file1, true",
        "file?, /file, false",
        "file[0-9], /file7, true",
        "file[!0-9], /file7, false",
        "file[!0-9], /filex, true",
        "a[b, /a[b, true",
        "a\\*, /a*, true",
        "a\\*, /ab, false",
        "a.b, /axb, false",
        "(x)+{y}^$|, /(x)+{y}^$|, true",
      })
  void globSelectsAsWritten(String pattern, String path, boolean selected) {
    assertThat(PathPatterns.of(List.of(pattern)).matches(EntryPath.of(path), false))
        .isEqualTo(selected);
  }

  @Test
  void trailingSlashSelectsDirectoriesOnly() {
    PathPatterns patterns = PathPatterns.of(List.of("cache/"));

    assertThat(patterns.matches(EntryPath.of("/a/cache"), true)).isTrue();
    assertThat(patterns.matches(EntryPath.of("/a/cache"), false)).isFalse();
  }

  @Test
  void lastMatchingPatternDecides() {
    PathPatterns patterns = PathPatterns.of(List.of("*.log", "!keep.log", "/secret/keep.log"));

    assertThat(patterns.matches(EntryPath.of("/a.log"), false)).isTrue();
    assertThat(patterns.matches(EntryPath.of("/keep.log"), false)).isFalse();
    assertThat(patterns.matches(EntryPath.of("/secret/keep.log"), false)).isTrue();
  }

  @Test
  void wildcardMatchesNewlinesAndBytesThatAreNoText() {
    EntryPath path = EntryPath.ROOT.child(FileName.of(new byte[] {'a', '\n', (byte) 0xFF, 'b'}));

    assertThat(PathPatterns.of(List.of("a*b")).matches(path, false)).isTrue();
    assertThat(PathPatterns.of(List.of("a??b")).matches(path, false)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {"\"\"", "/", "!", "!/"})
  void patternThatNamesNothingIsRefused(String pattern) {
    assertThatThrownBy(() -> PathPatterns.of(List.of(pattern)))
        .isInstanceOfSatisfying(
            BackstayException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.USAGE));
  }
}
