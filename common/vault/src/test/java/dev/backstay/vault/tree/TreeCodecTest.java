package dev.backstay.vault.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.ExtendedAttribute;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileIdentity;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.contract.files.FileTimes;
import dev.backstay.contract.files.FileType;
import dev.backstay.vault.BlobId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreeCodecTest {
  private static final int ROUNDS = Integer.getInteger("backstay.rounds", 4);
  private static final List<FileType> KINDS = List.of(FileType.values());
  private static final String ID = "0123456789abcdef".repeat(4);

  @Test
  void emptyTreeIsOneLine() {
    assertThat(utf8(TreeCodec.encode(new Tree(List.of())))).isEqualTo("{\"nodes\":[]}\n");
    assertThat(TreeCodec.decode(bytes("{\"nodes\":[]}\n")).nodes()).isEmpty();
  }

  @Test
  void treesSurviveARoundTrip() {
    for (int seed = 0; seed < 50 * ROUNDS; seed++) {
      // Given
      Tree tree = randomTree(new SplittableRandom(seed));

      // When
      byte[] encoded = TreeCodec.encode(tree);
      Tree decoded = TreeCodec.decode(encoded);

      // Then
      assertThat(decoded).as("seed %d", seed).isEqualTo(tree);
      assertThat(TreeCodec.encode(decoded)).as("seed %d", seed).isEqualTo(encoded);
    }
  }

  @Test
  void mutatedBytesAreATreeOrCorruptAndNothingElse() {
    for (int seed = 0; seed < 2_000 * ROUNDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] mutated = mutate(TreeCodec.encode(randomTree(random)), random);
      try {
        Tree tree = TreeCodec.decode(mutated);
        assertThat(TreeCodec.decode(TreeCodec.encode(tree)).nodes()).hasSize(tree.nodes().size());
      } catch (BackstayException e) {
        assertThat(e.code()).as("seed %d", seed).isEqualTo(ErrorCode.OBJECT_CORRUPT);
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed " + seed + ": " + utf8(mutated), e);
      }
    }
  }

  @Test
  void linkTargetThatIsNoTextIsKeptInFull() {
    // Given
    FileName target = FileName.of(new byte[] {'c', 'a', 'f', (byte) 0xe9, (byte) 0xff});
    Node node = Node.special(entry("link", FileType.SYMLINK, Optional.of(target)));

    // When
    byte[] encoded = TreeCodec.encode(new Tree(List.of(node)));

    // Then
    assertThat(utf8(encoded))
        .contains("\"linktarget\":\"caf\\ufffd\\ufffd\",\"linktarget_raw\":\"Y2Fm6f8=\"");
    assertThat(TreeCodec.decode(encoded).nodes()).containsExactly(node);
  }

  @Test
  void hundredsOfThousandsOfBlobsAreOneFlatList() {
    // Given
    IdList.Builder ids = new IdList.Builder();
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 100_000; i++) {
      ids.add(randomId(random));
    }
    Node node = Node.file(entry("table", FileType.FILE, Optional.empty()), ids.build());

    // When
    Tree decoded = TreeCodec.decode(TreeCodec.encode(new Tree(List.of(node))));

    // Then
    assertThat(decoded.nodes().getFirst().content()).isInstanceOf(IdList.class);
    assertThat(decoded).isEqualTo(new Tree(List.of(node)));
  }

  @Test
  void fieldsOfLaterVersionsAreIgnored() {
    Tree tree =
        TreeCodec.decode(
            bytes(
                "{\"later\":{\"a\":[1,2.5e9]},\"nodes\":[{\"name\":\"a\",\"type\":\"file\","
                    + "\"generic_attributes\":{\"windows.x\":{\"y\":[null]}},\"error\":\"e\","
                    + "\"mode\":null,\"content\":[]}],\"more\":null}"));
    FileEntry entry = tree.nodes().getFirst().entry();
    assertThat(entry.permissions()).isZero();
    assertThat(entry.times().modified()).isEqualTo(Instant.parse("0001-01-01T00:00:00Z"));
  }

  @Test
  void numbersUseAllTheirBits() {
    String json =
        "{\"nodes\":[{\"name\":\"a\",\"type\":\"file\",\"mode\":420,"
            + "\"mtime\":\"2024-07-01T12:00:00Z\",\"atime\":\"2024-07-01T12:00:00Z\","
            + "\"ctime\":\"2024-07-01T12:00:00Z\",\"uid\":4294967295,\"gid\":4294967294,"
            + "\"inode\":18446744073709551615,\"device_id\":9223372036854775808,"
            + "\"size\":9223372036854775807,\"links\":1,\"content\":[]}]}\n";
    assertThat(utf8(TreeCodec.encode(TreeCodec.decode(bytes(json))))).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"nodes\":null}",
        "{\"nodes\":{}}",
        "{\"nodes\":[null]}",
        "{\"nodes\":[[]]}",
        "{\"nodes\":[]",
        "{\"nodes\":[",
        "{\"nodes\":[]}{}",
        "{\"nodes\":[],\"nodes\":[]}",
        "{\"nodes\":[]}x",
        "\u0000",
        "{\"nodes\":[{\"name\":\"a\",\"type\":\"file\"",
      })
  void whatIsNoTreeIsCorrupt(String json) {
    assertCorrupt(bytes(json));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "\"type\":\"file\"! no name",
        "\"name\":\"a\"! no type",
        "\"name\":7,\"type\":\"file\"! name is not a string",
        "\"name\":[\"a\"],\"type\":\"file\"! name is not a string",
        "\"name\":\"\",\"type\":\"file\"! not one entry",
        "\"name\":\".\",\"type\":\"file\"! not one entry",
        "\"name\":\"..\",\"type\":\"file\"! not one entry",
        "\"name\":\"a/b\",\"type\":\"file\"! not one entry",
        "\"name\":\"\\\\x2e\\\\x2e\",\"type\":\"file\"! not one entry",
        "\"name\":\"a\\\\x00\",\"type\":\"file\"! not one entry",
        "\"name\":\"a\\\\q\",\"type\":\"file\"! not a quoted name",
        "\"name\":\"a\",\"type\":\"irregular\"! type that is not known",
        "\"name\":\"a\",\"type\":\"file\",\"mode\":-1! mode is out of range",
        "\"name\":\"a\",\"type\":\"file\",\"mode\":4294967296! mode is out of range",
        "\"name\":\"a\",\"type\":\"file\",\"mode\":4.0! mode is not a whole number",
        "\"name\":\"a\",\"type\":\"file\",\"uid\":true! uid is not a whole number",
        "\"name\":\"a\",\"type\":\"file\",\"size\":9223372036854775808! size is out of range",
        "\"name\":\"a\",\"type\":\"file\",\"inode\":18446744073709551616! inode is out of range",
        "\"name\":\"a\",\"type\":\"file\",\"mtime\":\"now\"! mtime is not an RFC 3339 time",
        "\"name\":\"a\",\"type\":\"file\",\"content\":\"x\"! content is not a list",
        "\"name\":\"a\",\"type\":\"file\",\"content\":[\"x\"]! an id is not 64",
        "\"name\":\"a\",\"type\":\"file\",\"content\":[null]! an id is not 64",
        "\"name\":\"a\",\"type\":\"file\",\"subtree\":\"ID\"! nothing else has a subtree",
        "\"name\":\"a\",\"type\":\"dir\"! nothing else has a subtree",
        "\"name\":\"a\",\"type\":\"dir\",\"subtree\":\"ID\",\"content\":[\"ID\"]! not a regular",
        "\"name\":\"a\",\"type\":\"symlink\",\"linktarget_raw\":\"?\"! linktarget_raw is not"
            + " base64",
        "\"name\":\"a\",\"type\":\"file\",\"extended_attributes\":{}! extended_attributes is not",
        "\"name\":\"a\",\"type\":\"file\",\"extended_attributes\":[1]! attribute is not an object",
      })
  void hostileNodeIsCorruptWithAReason(String fields, String reason) {
    String json = "{\"nodes\":[{" + fields.replace("ID", ID) + "}]}";
    assertThatThrownBy(() -> TreeCodec.decode(bytes(json)))
        .isInstanceOf(BackstayException.class)
        .hasMessageContaining(reason)
        .extracting(e -> ((BackstayException) e).code())
        .isEqualTo(ErrorCode.OBJECT_CORRUPT);
  }

  @Test
  void idsAreLowerCaseHexadecimal() {
    for (String id : List.of(ID.toUpperCase(java.util.Locale.ROOT), ID.replace('0', 'g'))) {
      assertCorrupt(
          bytes("{\"nodes\":[{\"name\":\"a\",\"type\":\"dir\",\"subtree\":\"" + id + "\"}]}"));
    }
  }

  @Test
  void repeatedAndUnsortedNamesAreCorrupt() {
    assertCorrupt(bytes("{\"nodes\":[" + file("a") + "," + file("a") + "]}"));
    assertCorrupt(bytes("{\"nodes\":[" + file("a") + "," + file("\\\\x61") + "]}"));
    assertCorrupt(bytes("{\"nodes\":[" + file("b") + "," + file("a") + "]}"));
    assertThat(TreeCodec.decode(bytes("{\"nodes\":[" + file("a") + "," + file("b") + "]}")).nodes())
        .hasSize(2);
  }

  @Test
  void deepNestingAndHugeNumbersAreCorrupt() {
    assertCorrupt(bytes("{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + ",\"nodes\":[]}"));
    assertCorrupt(bytes("[".repeat(1_000_000)));
    assertCorrupt(
        bytes(
            "{\"nodes\":[{\"name\":\"a\",\"type\":\"file\",\"size\":"
                + "9".repeat(500_000)
                + "}]}"));
  }

  @Test
  void bytesThatAreNotUtf8AreCorrupt() {
    byte[] json = bytes("{\"nodes\":[" + file("aXb") + "]}");
    json[utf8(json).indexOf('X')] = (byte) 0xff;
    assertCorrupt(json);
  }

  @Test
  void encoderRefusesNodesOutOfOrder() {
    TreeEncoder encoder = new TreeEncoder();
    encoder.add(Node.file(entry("b", FileType.FILE, Optional.empty()), List.of()));
    assertThatThrownBy(
            () -> encoder.add(Node.file(entry("a", FileType.FILE, Optional.empty()), List.of())))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(encoder.count()).isEqualTo(1);
  }

  private static void assertCorrupt(byte[] json) {
    assertThatThrownBy(() -> TreeCodec.decode(json))
        .isInstanceOf(BackstayException.class)
        .extracting(e -> ((BackstayException) e).code())
        .isEqualTo(ErrorCode.OBJECT_CORRUPT);
  }

  private static String file(String name) {
    return "{\"name\":\"" + name + "\",\"type\":\"file\",\"content\":[]}";
  }

  private static byte[] mutate(byte[] bytes, SplittableRandom random) {
    byte[] result = bytes.clone();
    byte[] salt = bytes("{}[]\",:\\x0e9-.nul/\u0001\u00ff");
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      int at = random.nextInt(result.length);
      switch (random.nextInt(4)) {
        case 0 -> result[at] = (byte) random.nextInt(256);
        case 1 -> result[at] = salt[random.nextInt(salt.length)];
        case 2 -> result = java.util.Arrays.copyOf(result, 1 + random.nextInt(result.length));
        default -> {
          int from = random.nextInt(result.length);
          int length = Math.min(random.nextInt(60), result.length - Math.max(from, at));
          System.arraycopy(result, from, result, at, length);
        }
      }
    }
    return result;
  }

  private static Tree randomTree(SplittableRandom random) {
    Map<FileName, Node> nodes = new TreeMap<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      Node node = randomNode(random);
      nodes.put(node.entry().name(), node);
    }
    return Tree.of(nodes.values());
  }

  private static Node randomNode(SplittableRandom random) {
    FileName name = FileName.of(randomBytes(random));
    while (!name.isPlain()) {
      name = FileName.of(randomBytes(random));
    }
    FileType type = KINDS.get(random.nextInt(KINDS.size()));
    Optional<FileName> target =
        type == FileType.SYMLINK ? Optional.of(FileName.of(randomBytes(random))) : Optional.empty();
    List<ExtendedAttribute> attributes = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      attributes.add(ExtendedAttribute.of("user.<" + i + "é", randomBytes(random)));
    }
    FileEntry entry =
        new FileEntry(
            name,
            type,
            random.nextInt(010000),
            new FileTimes(randomTime(random), randomTime(random), randomTime(random)),
            new FileOwner(
                random.nextInt(), random.nextInt(), "us\ter\"", random.nextBoolean() ? "" : "g"),
            new FileIdentity(random.nextLong(), random.nextLong(), random.nextInt(3)),
            random.nextLong() >>> 1,
            target,
            random.nextLong(),
            attributes);
    return switch (type) {
      case FILE -> {
        List<BlobId> content = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          content.add(randomId(random));
        }
        yield Node.file(entry, content);
      }
      case DIRECTORY -> Node.directory(entry, randomId(random));
      default -> Node.special(entry);
    };
  }

  private static FileEntry entry(String name, FileType type, Optional<FileName> target) {
    return new FileEntry(
        FileName.of(name),
        type,
        0644,
        new FileTimes(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH),
        new FileOwner(0, 0, "root", "root"),
        new FileIdentity(1, 2, 1),
        0,
        target,
        0,
        List.of());
  }

  private static byte[] randomBytes(SplittableRandom random) {
    byte[] bytes = new byte[random.nextInt(1, 12)];
    random.nextBytes(bytes);
    for (int i = 0; i < bytes.length; i++) {
      if (random.nextInt(3) != 0) {
        bytes[i] = (byte) random.nextInt(' ', 0x7f);
      }
    }
    return bytes;
  }

  private static Instant randomTime(SplittableRandom random) {
    return Instant.ofEpochSecond(
        random.nextLong(-60_000_000_000L, 200_000_000_000L), random.nextInt(1_000_000_000));
  }

  private static BlobId randomId(SplittableRandom random) {
    return new BlobId(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
