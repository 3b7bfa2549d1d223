package dev.backstay.vault.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.files.ExtendedAttribute;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trees that stock restic 0.14.0 wrote, as {@code restic cat blob} prints them. */
class GoldenTreeTest {
  @ParameterizedTest
  @CsvSource({
    "names, 20e25bb6080d451f535c50321ac0b0eaf73e811dec684a1a21756b74c366532c",
    "kinds, e5829a7cd9c2c30b6ad11b48a2199a65fad5391a50470d905c4e3526257ce009",
    "attributes, 410a46364483d6b7605d875dd2f800339003db1b4570c5273e05898f28fdb5f8"
  })
  void whatResticWroteIsWrittenTheSameWay(String name, String id) throws Exception {
    // Given
    byte[] golden = golden(name);
    assertThat(sha256(golden)).as("the golden file itself").isEqualTo(id);

    // When
    byte[] written = TreeCodec.encode(TreeCodec.decode(golden));

    // Then
    assertThat(utf8(written)).isEqualTo(utf8(golden));
    assertThat(sha256(written)).isEqualTo(id);
  }

  @Test
  void everyKindOfEntryIsUnderstood() throws IOException {
    // When
    Tree tree = TreeCodec.decode(golden("kinds"));

    // Then
    assertThat(entry(tree, "blockdev").type()).isEqualTo(FileType.BLOCK_DEVICE);
    assertThat(entry(tree, "blockdev").deviceNumber()).isEqualTo(1114924);
    assertThat(entry(tree, "chardev").type()).isEqualTo(FileType.CHARACTER_DEVICE);
    assertThat(entry(tree, "chardev").permissions()).isEqualTo(0644);
    assertThat(entry(tree, "fifo").type()).isEqualTo(FileType.FIFO);
    assertThat(entry(tree, "dir").permissions()).isEqualTo(01777);
    assertThat(entry(tree, "setuid").permissions()).isEqualTo(04755);
    assertThat(entry(tree, "setgid").permissions()).isEqualTo(02755);
    assertThat(entry(tree, "noperm").permissions()).isZero();
    assertThat(entry(tree, "hard1").identity()).isEqualTo(entry(tree, "hard2").identity());
    assertThat(entry(tree, "owned").owner().uid()).isEqualTo((int) 4_000_000_000L);
    assertThat(entry(tree, "old").times().modified()).isEqualTo(Instant.EPOCH.minusNanos(1));
    assertThat(entry(tree, "oddlink").linkTarget())
        .contains(FileName.of("gone\n<&>\b\f\u007f\u2028é"));
    assertThat(tree.find(FileName.of("empty")).orElseThrow().content()).isEmpty();
    assertThat(tree.find(FileName.of("large")).orElseThrow().content()).hasSize(1);
  }

  @Test
  void namesOfAnyBytesAreUnderstood() throws IOException {
    // When
    Tree tree = TreeCodec.decode(golden("names"));

    // Then
    assertThat(tree.nodes()).hasSize(33);
    byte[] invalid = "invalid__utf8".getBytes(StandardCharsets.UTF_8);
    invalid[7] = (byte) 0xff;
    invalid[8] = (byte) 0xfe;
    assertThat(tree.find(FileName.of(invalid))).isPresent();
    for (String name :
        new String[] {"new\nline", "quote\"quote", "back\\slash", "tab\tname", "bom\ufeff"}) {
      assertThat(tree.find(FileName.of(name))).as(name).isPresent();
    }
  }

  @Test
  void attributesAreUnderstood() throws IOException {
    FileEntry file = entry(TreeCodec.decode(golden("attributes")), "file");
    assertThat(file.attributes())
        .contains(
            ExtendedAttribute.of("user.text", "hello".getBytes(StandardCharsets.UTF_8)),
            ExtendedAttribute.of("user.empty", new byte[0]),
            ExtendedAttribute.of("user.<&>", new byte[] {-1, -1}));
  }

  @Test
  void whatOldResticLostIsReadAsItStands() throws IOException {
    Tree tree = TreeCodec.decode(golden("lossy"));
    assertThat(entry(tree, "latin1link").linkTarget()).contains(FileName.of("caf\ufffd\ufffd"));
    assertThat(entry(tree, "file").attributes().getFirst().name()).isEqualTo("user.\ufffd\ufffd");
  }

  private static FileEntry entry(Tree tree, String name) {
    return tree.find(FileName.of(name)).orElseThrow().entry();
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            GoldenTreeTest.class.getResourceAsStream("golden/" + name + ".json"))) {
      return in.readAllBytes();
    }
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
