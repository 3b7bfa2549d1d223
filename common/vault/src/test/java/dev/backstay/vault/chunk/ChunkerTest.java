package dev.backstay.vault.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.vault.Chunking;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkerTest {
  private static final Chunking.ContentDefined SMALL =
      new Chunking.ContentDefined(2 << 10, 8 << 10, 32 << 10);
  private static final int ROUNDS = Integer.getInteger("backstay.rounds", 4);

  @Test
  void fixedChunksAreEqualButTheLast() {
    // Given
    Chunker chunker = Chunker.of(new Chunking.Fixed(4 << 10));

    // When
    List<Integer> cuts = cuts(chunker, new byte[10_000]);

    // Then
    assertThat(cuts).containsExactly(4096, 8192, 10_000);
  }

  @Test
  void cutPointsNeverChange() {
    // Given
    byte[] bytes = seeded(1, 200_000);

    // When
    List<Integer> cuts = cuts(Chunker.of(SMALL), bytes);

    // Then
    assertThat(cuts).containsExactly(GOLDEN_CUTS);
  }

  @Test
  void gearTableNeverChanges() {
    long[] table = GearTable.create();
    assertThat(table[0]).isEqualTo(-1569478726736948789L);
    assertThat(Arrays.stream(table).sum()).isEqualTo(-5481618517769559752L);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void cutsAreThoseOfTheDefinition(int seed) {
    byte[] bytes = seeded(seed, 300_000 + seed);
    assertThat(cuts(Chunker.of(SMALL), bytes)).isEqualTo(cutsByDefinition(bytes));
  }

  @Test
  void chunksKeepTheirBounds() {
    for (Chunking.ContentDefined chunking : all()) {
      // Given
      byte[] bytes = seeded(7, 12 << 20);

      // When
      List<Integer> cuts = cuts(Chunker.of(chunking), bytes);

      // Then
      int start = 0;
      for (int cut : cuts) {
        assertThat(cut - start).isLessThanOrEqualTo(chunking.maxBytes());
        if (cut < bytes.length) {
          assertThat(cut - start).isGreaterThanOrEqualTo(chunking.minBytes());
        }
        start = cut;
      }
      assertThat(start).isEqualTo(bytes.length);
    }
  }

  @Test
  void chunksHaveThePromisedAverage() {
    for (Chunking.ContentDefined chunking : all()) {
      byte[] bytes = seeded(11, 64 << 20);
      double average = (double) bytes.length / cuts(Chunker.of(chunking), bytes).size();
      assertThat(average / chunking.averageBytes()).as(chunking.toString()).isBetween(0.85, 1.15);
    }
  }

  @Test
  void bytesInsertedAtTheStartLeaveAlmostAllChunksAsTheyWere() {
    int lost = 0;
    for (int round = 0; round < ROUNDS; round++) {
      // Given
      byte[] before = seeded(100 + round, 1 << 20);
      byte[] after = new byte[before.length + 1 + round * 37];
      System.arraycopy(before, 0, after, after.length - before.length, before.length);

      // When
      Set<ByteBuffer> chunks = chunks(before);
      chunks.removeAll(chunks(after));

      // Then
      assertThat(chunks.size()).as("round %d", round).isLessThanOrEqualTo(12);
      lost += chunks.size();
    }
    assertThat((double) lost / ROUNDS).as("of about 130 chunks").isLessThan(4);
  }

  @Test
  void cutsDoNotDependOnHowTheStreamWasBuffered() {
    for (int round = 0; round < ROUNDS; round++) {
      // Given
      SplittableRandom random = new SplittableRandom(200 + round);
      byte[] bytes = seeded(200 + round, 500_000 + random.nextInt(500_000));
      Chunker chunker = Chunker.of(SMALL);

      // When
      List<Integer> buffered = cutsThroughBuffer(chunker, bytes, random);

      // Then
      assertThat(buffered).as("round %d", round).isEqualTo(cuts(chunker, bytes));
    }
  }

  @Test
  void constantContentIsCutAtTheMaximum() {
    for (Chunking.ContentDefined chunking : all()) {
      for (int value = 0; value < 256; value++) {
        byte[] bytes = new byte[chunking.maxBytes()];
        Arrays.fill(bytes, (byte) value);
        assertThat(Chunker.of(chunking).cut(bytes, 0, bytes.length))
            .as("%s of %d", chunking, value)
            .isEqualTo(bytes.length);
      }
    }
  }

  @Test
  void whatIsNotLongerThanTheMinimumIsOneChunk() {
    byte[] bytes = seeded(3, 2 << 10);
    assertThat(Chunker.of(SMALL).cut(bytes, 0, bytes.length)).isEqualTo(bytes.length);
    assertThat(Chunker.of(SMALL).cut(bytes, 17, 18)).isEqualTo(18);
  }

  @Test
  void emptyOrForeignRangesAreRefused() {
    for (Chunking chunking : List.of(SMALL, new Chunking.Fixed(4096))) {
      Chunker chunker = Chunker.of(chunking);
      assertThatThrownBy(() -> chunker.cut(new byte[10], 10, 10))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> chunker.cut(new byte[10], 5, 11))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThat(chunker.maxBytes()).isEqualTo(chunking.maxBytes());
    }
  }

  private static List<Chunking.ContentDefined> all() {
    return List.of(
        SMALL, (Chunking.ContentDefined) Chunking.DUMPS, (Chunking.ContentDefined) Chunking.FILES);
  }

  private static byte[] seeded(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed)
        .nextBytes(bytes); // java.util.Random is specified, so golden cuts may rest on it
    return bytes;
  }

  private static List<Integer> cuts(Chunker chunker, byte[] bytes) {
    List<Integer> cuts = new ArrayList<>();
    for (int from = 0; from < bytes.length; ) {
      from = chunker.cut(bytes, from, bytes.length);
      cuts.add(from);
    }
    return cuts;
  }

  private static Set<ByteBuffer> chunks(byte[] bytes) {
    Set<ByteBuffer> chunks = new HashSet<>();
    int start = 0;
    for (int cut : cuts(Chunker.of(SMALL), bytes)) {
      chunks.add(ByteBuffer.wrap(bytes, start, cut - start));
      start = cut;
    }
    return chunks;
  }

  /** Reads pieces of random length into a buffer and cuts as soon as the contract allows. */
  private static List<Integer> cutsThroughBuffer(
      Chunker chunker, byte[] bytes, SplittableRandom random) {
    List<Integer> cuts = new ArrayList<>();
    ByteArrayInputStream stream = new ByteArrayInputStream(bytes);
    byte[] buffer = new byte[3 * chunker.maxBytes()];
    int from = 0;
    int to = 0;
    int position = 0;
    boolean ended = false;
    while (!ended || from < to) {
      if (!ended && to - from < chunker.maxBytes()) {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        int read = stream.read(buffer, to, 1 + random.nextInt(buffer.length - to));
        ended = read < 0;
        to += Math.max(read, 0);
      } else {
        int cut = chunker.cut(buffer, from, to);
        position += cut - from;
        from = cut;
        cuts.add(position);
      }
    }
    return cuts;
  }

  private static List<Integer> cutsByDefinition(byte[] bytes) {
    long[] gear = GearTable.create();
    List<Integer> cuts = new ArrayList<>();
    int start = 0;
    for (int position = 1; position <= bytes.length; position++) {
      int length = position - start;
      boolean cut = length == SMALL.maxBytes() || position == bytes.length;
      if (!cut && length >= SMALL.minBytes()) {
        long hash = 0;
        for (int age = 0; age < 64; age++) {
          hash += gear[bytes[position - 1 - age] & 0xff] << age;
        }
        int zeros = length < 4 << 10 ? 15 : 12;
        cut = Long.numberOfLeadingZeros(hash) >= zeros;
      }
      if (cut) {
        cuts.add(position);
        start = position;
      }
    }
    return cuts;
  }

  private static final Integer[] GOLDEN_CUTS = {
    6496, 13828, 21997, 27996, 32943, 38395, 45842, 54812, 70013, 77547, 85221, 89854, 97155,
    101273, 108169, 118095, 122829, 128587, 136936, 144511, 158937, 177700, 182223, 187588, 192859,
    198970, 200000
  };
}
