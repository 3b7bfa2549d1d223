package dev.backstay.vault.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.vault.BlobId;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.pack.PackedBlob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexFileTest {
  private static final int ROUNDS = 500 * Integer.getInteger("backstay.rounds", 4);
  private static final String ID = "0123456789abcdef".repeat(4);

  @Test
  void whatIsEncodedDecodes() throws IOException {
    List<IndexFile.Pack> packs = packs(new Random(5), 20);
    assertThat(IndexFile.decode(IndexFile.encode(packs))).isEqualTo(packs);
    assertThat(IndexFile.decode(IndexFile.encode(List.of()))).isEmpty();
  }

  @Test
  void bytesAreThoseOfTheDocumentedForm() {
    PackedBlob raw = new PackedBlob(BlobId.parse(ID), BlobType.DATA, 0, 38, 0);
    PackedBlob compressed = new PackedBlob(BlobId.parse(ID), BlobType.TREE, 38, 40, 6);
    byte[] json =
        IndexFile.encode(List.of(new IndexFile.Pack(BlobId.parse(ID), List.of(raw, compressed))));
    assertThat(new String(json, StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"packs\":[{\"id\":\"ID\",\"blobs\":[{\"id\":\"ID\",\"type\":\"data\",\"offset\":0,\"length\":38},{\"id\":\"ID\",\"type\":\"tree\",\"offset\":38,\"length\":40,\"uncompressed_length\":6}]}]}"
                .replace("ID", ID));
  }

  /** As {@code restic cat index} of stock restic 0.14.0 prints it, after a prune. */
  @Test
  void whatResticWroteIsRead() throws IOException {
    // Given
    String json =
        """
        {"supersedes":["ID"],"packs":[{"id":"ID","blobs":[
        {"id":"ID","type":"tree","offset":0,"length":263,"uncompressed_length":308},
        {"id":"ID","type":"data","offset":263,"length":44}]},{"id":"ID","blobs":null}]}
        """
            .replace("ID", ID);

    // When
    List<IndexFile.Pack> packs = IndexFile.decode(json.getBytes(StandardCharsets.UTF_8));

    // Then
    assertThat(packs).hasSize(2);
    assertThat(packs.getFirst().blobs())
        .containsExactly(
            new PackedBlob(BlobId.parse(ID), BlobType.TREE, 0, 263, 308),
            new PackedBlob(BlobId.parse(ID), BlobType.DATA, 263, 44, 0));
    assertThat(packs.getLast().blobs()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{",
        "{\"packs\":7}",
        "{\"packs\":[7]}",
        "{\"packs\":[{}]}",
        "{\"packs\":[{\"id\":\"short\"}]}",
        "{\"packs\":[{\"id\":\"ID\",\"blobs\":[{}]}]}",
        "{\"packs\":[{\"id\":\"ID\",\"blobs\":[{\"id\":\"ID\",\"type\":\"leaf\",\"offset\":0,\"length\":38}]}]}",
        "{\"packs\":[{\"id\":\"ID\",\"blobs\":[{\"id\":\"ID\",\"type\":\"data\",\"offset\":-1,\"length\":38}]}]}",
        "{\"packs\":[{\"id\":\"ID\",\"blobs\":[{\"id\":\"ID\",\"type\":\"data\",\"offset\":0,\"length\":32}]}]}",
        "{\"packs\":[{\"id\":\"ID\",\"blobs\":[{\"id\":\"ID\",\"type\":\"data\",\"offset\":0,\"length\":99999999999}]}]}"
      })
  void nonsenseIsRefused(String json) {
    byte[] bytes = json.replace("ID", ID).getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> IndexFile.decode(bytes)).isInstanceOf(IOException.class);
  }

  @Test
  void noTruncatedFileIsTakenForAWholeOne() {
    byte[] json = IndexFile.encode(packs(new Random(6), 2));
    for (int length = 0; length < json.length; length++) {
      byte[] truncated = Arrays.copyOf(json, length);
      assertThatThrownBy(() -> IndexFile.decode(truncated)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void mutatedFilesFailOnlyInTheAnnouncedWay() {
    byte[] json = IndexFile.encode(packs(new Random(7), 3));
    byte[] letters = "{}[]\",:0-9truefalsenull\u0000\u00ff".getBytes(StandardCharsets.UTF_8);
    Random random = new Random(8);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] mutated = json.clone();
      for (int i = 0; i <= random.nextInt(3); i++) {
        mutated[random.nextInt(mutated.length)] = letters[random.nextInt(letters.length)];
      }
      try {
        assertThat(IndexFile.decode(mutated)).isNotNull();
      } catch (IOException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  private static List<IndexFile.Pack> packs(Random random, int count) {
    List<IndexFile.Pack> packs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<PackedBlob> blobs = new ArrayList<>();
      for (int j = 0; j < random.nextInt(10); j++) {
        BlobType type = random.nextBoolean() ? BlobType.DATA : BlobType.TREE;
        int plainLength = random.nextBoolean() ? 1 + random.nextInt(1000) : 0;
        blobs.add(new PackedBlob(id(random), type, j * 200, 33 + j, plainLength));
      }
      packs.add(new IndexFile.Pack(id(random), blobs));
    }
    return packs;
  }

  private static BlobId id(Random random) {
    return new BlobId(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }
}
