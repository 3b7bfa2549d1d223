package dev.backstay.vault.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.vault.BlobId;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.pack.PackedBlob;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobIndexTest {
  /** What a blob is known by. */
  private record Key(BlobType type, BlobId id) {}

  /** The index as a map that is plainly right. */
  private static final class Model {
    private final Map<Key, Set<IndexedBlob>> places = new HashMap<>();
    private final Set<BlobId> packs = new LinkedHashSet<>();
    private int size;

    void add(BlobId pack, PackedBlob blob) {
      packs.add(pack);
      if (places
          .computeIfAbsent(new Key(blob.type(), blob.id()), _ -> new LinkedHashSet<>())
          .add(new IndexedBlob(pack, blob))) {
        size++;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void indexAnswersAsAMapWould(long seed) {
    // Given
    Random random = new Random(seed);
    BlobIndex index = new BlobIndex();
    Model model = new Model();

    // When
    for (int i = 0; i < 40_000; i++) {
      // few packs, few ids: the same blob in several packs, of both types, and the same place twice
      BlobId pack = id(random.nextInt(20));
      PackedBlob blob = blobAt(id(random.nextInt(15_000)), type(random), 100 * random.nextInt(3));
      index.add(pack, blob);
      model.add(pack, blob);
    }

    // Then
    assertThat(index.size()).isEqualTo(model.size);
    assertThat(index.packs()).containsExactlyElementsOf(model.packs);
    for (int number = 0; number < 16_000; number++) {
      for (BlobType type : BlobType.values()) {
        requireSame(index, model, new Key(type, id(number)));
      }
    }
  }

  private static void requireSame(BlobIndex index, Model model, Key key) {
    Set<IndexedBlob> places = model.places.getOrDefault(key, Set.of());
    assertThat(index.findAll(key.type(), key.id())).hasSameElementsAs(places);
    assertThat(index.contains(key.type(), key.id())).isEqualTo(!places.isEmpty());
    int row = index.rowOf(key.type(), key.id());
    if (places.isEmpty()) {
      assertThat(row).isEqualTo(BlobIndex.ABSENT);
      assertThat(index.find(key.type(), key.id())).isEmpty();
    } else {
      IndexedBlob found = index.find(key.type(), key.id()).orElseThrow();
      assertThat(places).contains(found);
      assertThat(index.at(row)).isEqualTo(found);
      assertThat(index.lengthAt(row)).isEqualTo(found.blob().length());
      assertThat(index.packs().get(index.packNumberAt(row))).isEqualTo(found.pack());
    }
  }

  @Test
  void aPackWithoutBlobsIsIndexed() {
    BlobIndex index = new BlobIndex();
    index.addPack(id(1), List.of());
    assertThat(index.containsPack(id(1))).isTrue();
    assertThat(index.containsPack(id(2))).isFalse();
    assertThat(index.size()).isZero();
  }

  /** All ids fall on one slot: the table must still find each of them. */
  @Test
  void idsThatCollideAreToldApart() {
    // Given
    BlobIndex index = new BlobIndex();
    List<BlobId> ids = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      ids.add(new BlobId(i, 7, -i, 7));
    }

    // When
    ids.forEach(id -> index.add(id(0), blobAt(id, BlobType.DATA, (int) id.a() * 40)));

    // Then
    for (BlobId id : ids) {
      assertThat(index.find(BlobType.DATA, id).orElseThrow().blob().offset())
          .isEqualTo((int) id.a() * 40);
    }
  }

  @Test
  void rowsKeepTheirNumbersWhileTheTableGrows() {
    BlobIndex index = new BlobIndex();
    for (int i = 0; i < 100_000; i++) {
      index.add(id(i / 100), blobAt(id(i), BlobType.TREE, i));
    }
    for (int i = 0; i < 100_000; i += 37) {
      assertThat(index.rowOf(BlobType.TREE, id(i))).isEqualTo(i);
      assertThat(index.at(i).blob().offset()).isEqualTo(i);
    }
  }

  private static BlobType type(Random random) {
    return random.nextInt(4) == 0 ? BlobType.TREE : BlobType.DATA;
  }

  private static PackedBlob blobAt(BlobId id, BlobType type, int offset) {
    int plainLength = (int) (id.a() & 1) == 0 ? 0 : Integer.MAX_VALUE;
    return new PackedBlob(id, type, offset, 33 + (int) (id.a() & 0xff), plainLength);
  }

  /** A well-mixed id for a number. */
  private static BlobId id(int number) {
    Random random = new Random(number);
    return new BlobId(random.nextLong(), random.nextLong(), random.nextLong(), number);
  }
}
