package dev.backstay.catalog.app.http;

/** What the document says of parameters that many resources have. */
final class Described {
  static final String SOURCE = "Only those of this source.";
  static final String KEY =
      "Of your choice, up to 200 characters: whoever asks again with the same key asks once.";

  private Described() {}
}
