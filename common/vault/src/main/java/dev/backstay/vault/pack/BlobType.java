package dev.backstay.vault.pack;

/** What a blob holds. */
public enum BlobType {
  DATA("data", 0),
  TREE("tree", 1);

  /** Added to the type's number in a pack header when the blob is compressed. */
  static final int COMPRESSED = 2;

  private final String word;
  private final int number;

  BlobType(String word, int number) {
    this.word = word;
    this.number = number;
  }

  /** The word of an index file. */
  public String word() {
    return word;
  }

  /** The number in a pack header, for ever. */
  int number() {
    return number;
  }

  /** The type an index file names; throws {@link IllegalArgumentException} for an unknown one. */
  public static BlobType ofWord(String word) {
    return switch (word) {
      case "data" -> DATA;
      case "tree" -> TREE;
      default -> throw new IllegalArgumentException("unknown blob type '" + word + "'");
    };
  }
}
